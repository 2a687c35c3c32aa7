import { readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import type { CardName } from './card-data.ts';
import type { Card } from './reply.ts';

/** How buttons are emitted: `Action.Execute` with an `Action.Submit` fallback, or the `Action.Submit` alone. */
type CardActions = 'execute' | 'submit';

/** For clients too old for our cards. They may take it for Markdown, so nothing that a person typed is in it. */
const FALLBACK = 'This message needs a newer version of Teams.';

/** The content type of an attachment that is a card. */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

/** Renders cards: template + data -> Adaptive Card JSON. */
export interface CardRenderer {
  render(card: Card): AdaptiveCardAttachment;
}

interface AdaptiveCardAttachment {
  readonly contentType: typeof ADAPTIVE_CARD;
  readonly content: Record<string, unknown>;
}

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** Makes the renderer. Templates are read once and kept: building one costs four times as much as expanding it. */
export function createCardRenderer({ actions }: { actions: CardActions }): CardRenderer {
  const templates = new Map<CardName, Template>();
  const templateOf = (name: CardName): Template => {
    const kept = templates.get(name);
    if (kept !== undefined) return kept;
    const template = new Template(readTemplate(name));
    templates.set(name, template);
    return template;
  };
  return {
    render: ({ card, data }) => {
      const expanded: unknown = templateOf(card).expand({
        $root: literal(data as unknown as Json) as object,
      });
      const content = withFallbacks(expanded as Json, actions) as Record<string, unknown>;
      return { contentType: ADAPTIVE_CARD, content: { ...content, fallbackText: FALLBACK } };
    },
  };
}

function readTemplate(name: CardName): object {
  return JSON.parse(readFileSync(new URL(`../../../cards/${name}.json`, import.meta.url), 'utf8')) as object;
}

/**
 * Takes the effect out of card expressions in data: clients expand `{{DATE(...)}}` in any text. Markdown needs nothing
 * here, because templates put data into `TextRun`s and inputs only, which show it literally (a test holds that).
 */
function literal(value: Json): Json {
  if (typeof value === 'string') return value.replace(/\{(?=\{)/g, '{\u2060');
  return mapJson(value, literal);
}

/** Gives every `Action.Execute` its `Action.Submit` twin with the same verb and data. */
function withFallbacks(value: Json, actions: CardActions): Json {
  const mapped = mapJson(value, (child) => withFallbacks(child, actions));
  if (!isRecord(mapped) || mapped['type'] !== 'Action.Execute') return mapped;
  const { type: _type, verb, data, ...look } = mapped;
  const submit = { ...look, type: 'Action.Submit', data: { ...(isRecord(data) ? data : {}), verb } };
  return actions === 'submit' ? submit : { ...mapped, fallback: submit };
}

function mapJson(value: Json, map: (child: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(map);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, map(child)]));
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
