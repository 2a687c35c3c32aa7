import { readdirSync, readFileSync } from 'node:fs';
import { type Sentences, sentencesFrom } from '../../../src/sentences/sentences.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import type { Card } from '../../../src/teams/cards/reply.ts';
import { type PseudoLanguage, pseudo, pseudoText } from '../../support/pseudo.ts';
import { SAMPLE_CARDS } from '../../teams/cards/card-samples.ts';
import { sampleTranslator } from './translate-sample.ts';

/** A card of the gallery, as it is sent. */
export interface SampleContent {
  readonly name: string;
  readonly content: object;
}

/** A language of the gallery. */
export interface GalleryLanguage {
  readonly name: string;
  readonly lang: string;
  readonly rtl: boolean;
  contents(): SampleContent[];
}

const SENTENCES = new URL('../../../src/sentences/', import.meta.url);
type Catalogue = Parameters<typeof sentencesFrom>[1];

/** Every language that there is, and two that show what a translation may break. */
export function galleryLanguages(): GalleryLanguage[] {
  const files = readdirSync(SENTENCES).filter((file) => file.endsWith('.json'));
  const english = read('en.json');
  const real = files.map((file): GalleryLanguage => {
    const lang = file.slice(0, -'.json'.length);
    const sentences = sentencesFrom(lang, read(file));
    const contents = () =>
      lang === 'en'
        ? contentsIn(sentences)
        : writtenContents(sentences, sampleTranslator(english, sentences));
    return { name: lang, lang, rtl: false, contents };
  });
  return [
    ...real,
    { name: 'accented', lang: 'en', rtl: false, contents: () => pseudoContents('en-XA') },
    { name: 'mirrored', lang: 'ar', rtl: true, contents: () => pseudoContents('ar-XB') },
  ];
}

/** Every card with its sample, in one language. */
export function contentsIn(sentences: Sentences, change = (card: Card): Card => card): SampleContent[] {
  const renderer = createCardRenderer({ actions: 'execute' }).speaking(sentences);
  return SAMPLE_CARDS.map((card) => ({ name: card.card, content: renderer.render(change(card)).content }));
}

/** The data of samples are written as a translation would be, too. */
function pseudoContents(language: PseudoLanguage): SampleContent[] {
  return writtenContents(pseudo(language), (text) => pseudoText(language, text));
}

function writtenContents(
  sentences: Sentences,
  write: (text: string, field: string) => string,
): SampleContent[] {
  return contentsIn(sentences, (card) => ({ ...card, data: written(card.data, write) }) as Card);
}

function read(file: string): Catalogue {
  return JSON.parse(readFileSync(new URL(file, SENTENCES), 'utf8')) as Catalogue;
}

/** Fields of samples that nobody reads as words. */
const NO_WORDS =
  /^(?:.*[iI]d|.*[kK]ey|verb|.*Verb|color|secret|lines|url|.*Url|lifespan|date|.*Date|preset|chosen)$/;

/** The data with everything in it that people read written otherwise: what has a space or begins with a capital. */
function written(value: unknown, write: (text: string, field: string) => string, key = ''): unknown {
  if (typeof value === 'string')
    return /^[A-Z]| /.test(value) && !NO_WORDS.test(key) ? write(value, key) : value;
  if (Array.isArray(value)) return value.map((item) => written(item, write, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, written(child, write, name)]),
  );
}
