import { readdirSync, readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import { type Sentences, sentencesOf } from '../../sentences/sentences.ts';
import type { CardName } from './card-data.ts';
import { forReader } from './for-reader.ts';
import type { Card } from './reply.ts';

/** How buttons are emitted: `Action.Execute` with an `Action.Submit` fallback, or the `Action.Submit` alone. */
type CardActions = 'execute' | 'submit';

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

/** A value of a template or of a card. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

const FOLDER = new URL('../../../cards/', import.meta.url);
const TEMPLATE = /^[a-z-]+\.json$/;
let texts: ReadonlyMap<string, string> | undefined;

/**
 * Makes the renderer; its cards are English until it is asked for another language. Templates are read once a language and
 * kept, with their words in place: building one costs four times as much as expanding it. All files are read at once:
 * later, a newer build may have taken the place of this one.
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
  const templates = new Map<CardName, Template>();
  const templateOf = (name: CardName): Template => {
    const kept = templates.get(name);
    if (kept !== undefined) return kept;
    const template = new Template(withWords(readTemplate(name), wordsOf(name, sentences)));
    templates.set(name, template);
    return template;
  };
  // For clients too old for our cards. They may take it for Markdown, so nothing that a person typed is in it.
  const fallbackText = sentences.say('card.any.needsNewerTeams');
  return {
    sentences,
    speaking,
    render: ({ card, data }) => {
      const expanded: unknown = templateOf(card).expand({
        $root: literal(data as unknown as Json) as object,
      });
      const content = withFallbacks(expanded as Json, actions) as Readonly<Record<string, Json>>;
      return { contentType: ADAPTIVE_CARD, content: { ...forReader(content, sentences), fallbackText } };
    },
  };
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
const WORDS = /^\$\{(?:\$root\.)?words\.([a-zA-Z]+)\}$/;

/** The template with its words in place. Throws when the catalogue lacks one of them. */
function withWords(value: Json, words: Readonly<Record<string, string>>): Json {
  if (typeof value !== 'string') return mapJson(value, (child) => withWords(child, words));
  const name = WORDS.exec(value)?.[1];
  if (name === undefined) return value;
  const word = words[name];
  if (word === undefined) throw new Error(`a card’s template has no words for "${name}"`);
  return word;
}

/**
 * Takes the effect out of card expressions in data: clients expand `{{DATE(...)}}` in any text. Markdown needs nothing
 * here, because templates put data into `TextRun`s and inputs only, which show it literally (a test holds that).
 */
function literal(value: Json): Json {
  if (typeof value === 'string') return value.replace(/\{(?=\{)/g, '{\u2060');
  return mapJson(value, literal);
}

/**
 * Gives every `Action.Execute` its `Action.Submit` twin with the same verb and data. A row that can be pressed needs none
 * where `Action.Execute` is meant: a client without it also lacks the element that hides the row's own button.
 */
function withFallbacks(value: Json, actions: CardActions): Json {
  const mapped = mapJson(value, (child, key) =>
    key === 'selectAction' && actions === 'execute' ? child : withFallbacks(child, actions),
  );
  if (!isRecord(mapped) || mapped['type'] !== 'Action.Execute') return mapped;
  const { type: _type, verb, data, ...look } = mapped;
  const submit = { ...look, type: 'Action.Submit', data: { ...(isRecord(data) ? data : {}), verb } };
  return actions === 'submit' ? submit : { ...mapped, fallback: submit };
}

function mapJson(value: Json, map: (child: Json, key?: string) => Json): Json {
  if (Array.isArray(value)) return value.map((child: Json) => map(child));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, map(child, key)]));
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
