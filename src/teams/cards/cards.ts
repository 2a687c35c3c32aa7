import { readdirSync, readFileSync } from 'node:fs';
import { type Sentences, sentencesOf } from '../../sentences/sentences.ts';
import type { CardName } from './card-data.ts';
import type { CardActions } from './compile-template.ts';
import { aboutReader } from './for-reader.ts';
import { isJsonObject, type Json } from './json.ts';
import { prepareTemplate } from './prepare-template.ts';
import type { Card } from './reply.ts';

/** The content type of an attachment that is a card. */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

/** Renders cards: template + sentences + data -> Adaptive Card JSON. */
export interface CardRenderer {
  /** The language of its cards. */
  readonly sentences: Sentences;
  render(card: Card): AdaptiveCardAttachment;
  /** The same renderer in another language. */
  speaking(sentences: Sentences): CardRenderer;
}

interface AdaptiveCardAttachment {
  readonly contentType: typeof ADAPTIVE_CARD;
  readonly content: Record<string, unknown>;
}

const FOLDER = new URL('../../../cards/', import.meta.url);
const TEMPLATE = /^[a-z-]+\.json$/;
let texts: ReadonlyMap<string, string> | undefined;

/**
 * Makes the renderer; its cards are English until it is asked for another language. Templates are read once a language and
 * kept, compiled and with their words in place. All files are read at once: later, a newer build may have taken the place of
 * this one.
 */
export function createCardRenderer({ actions }: { actions: CardActions }): CardRenderer {
  texts ??= readTemplates();
  const languages = new Map<string, CardRenderer>();
  const speaking = (sentences: Sentences): CardRenderer => {
    const { language } = sentences;
    const renderer = languages.get(language) ?? rendererIn(sentences, actions, speaking);
    languages.set(language, renderer);
    return renderer;
  };
  return speaking(sentencesOf('en'));
}

function rendererIn(
  sentences: Sentences,
  actions: CardActions,
  speaking: CardRenderer['speaking'],
): CardRenderer {
  const templates = new Map<CardName, (data: Json) => Json>();
  const templateOf = (name: CardName): ((data: Json) => Json) => {
    const kept = templates.get(name);
    if (kept !== undefined) return kept;
    const template = prepareTemplate(templateIn(sentences, name), actions);
    templates.set(name, template);
    return template;
  };
  // For clients too old for our cards. They may take it for Markdown, so nothing that a person typed is in it.
  const fallbackText = sentences.say('card.any.needsNewerTeams');
  return {
    sentences,
    speaking,
    render: ({ language = sentences.language, ...given }) => {
      if (language !== sentences.language) return speaking(sentencesOf(language)).render(given);
      const { card, data } = given;
      const content = templateOf(card)(data as unknown as Json) as Record<string, unknown>;
      return { contentType: ADAPTIVE_CARD, content: { ...content, ...aboutReader(sentences), fallbackText } };
    },
  };
}

/** A card's template with its words in place. Throws when the catalogue lacks one of them. */
export function templateIn(sentences: Sentences, name: CardName): Json {
  return withWords(readTemplate(name), wordsOf(name, sentences));
}

/** A card's template as it lies in `cards/`, with the places for its words. */
export function readTemplate(name: CardName): Json {
  texts ??= readTemplates();
  return JSON.parse(texts.get(name) ?? '') as Json;
}

function readTemplates(): ReadonlyMap<string, string> {
  const names = readdirSync(FOLDER).filter((name) => TEMPLATE.test(name));
  return new Map(
    names.map((name) => [name.slice(0, -'.json'.length), readFileSync(new URL(name, FOLDER), 'utf8')]),
  );
}

/** The words of a card's template: those that every card may have, and its own. */
export function wordsOf(name: CardName, { group }: Sentences): Readonly<Record<string, string>> {
  return { ...group('card.any'), ...group(`card.${name}`) };
}

/** `${words.x}`, and the same from within a list. */
const WORDS = /\$\{(?:\$root\.)?words\.([a-zA-Z]+)\}/g;

function withWords(value: Json, words: Readonly<Record<string, string>>): Json {
  if (typeof value !== 'string') return mapJson(value, (child) => withWords(child, words));
  return value.replace(WORDS, (_place, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`a card’s template has no words for "${name}"`);
    return word;
  });
}

function mapJson(value: Json, map: (child: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(map);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, map(child)]));
}
