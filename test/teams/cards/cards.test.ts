import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCardRenderer, wordsOf } from '../../../src/teams/cards/cards.ts';
import type { Card } from '../../../src/teams/cards/reply.ts';
import { CARD_VERBS, DIALOG_VERBS } from '../../../src/teams/turns/actions.ts';
import { SAMPLE_CARDS } from './card-samples.ts';

type Json = { readonly [key: string]: unknown };

interface OfficialParser {
  AdaptiveCard: new () => {
    parse(json: unknown, context: unknown): void;
    validateProperties(): { validationEvents: readonly { message: string }[] };
    toJSON(): unknown;
  };
  SerializationContext: new () => { eventCount: number; getEventAt(index: number): { message: string } };
}

const official = createRequire(import.meta.url)(
  'adaptivecards-renderer/dist/adaptivecards.js',
) as OfficialParser;
const renderer = createCardRenderer({ actions: 'execute' });
const MESSAGE_LIMIT = 28 * 1024;

/** Where data may stand: in what clients show literally, in buttons' data, and in values that we compute. */
const LITERAL_PLACES = new Set([
  'TextRun.text',
  'TextRun.color',
  'Input.Text.value',
  'Input.Date.value',
  'Input.Date.min',
  'Input.Date.max',
  'Input.ChoiceSet.value',
  'Input.ChoiceSet.id',
  'Input.ChoiceSet.label',
  // Teams shows both as plain text.
  'Badge.text',
  'Badge.style',
  'CodeBlock.codeSnippet',
  'ProgressBar.color',
]);

describe('cards', () => {
  it('have a template and a sample each, and no file besides', () => {
    const files = readdirSync(new URL('../../../cards/', import.meta.url)).sort();
    const expected = SAMPLE_CARDS.flatMap(({ card }) => [`${card}.json`, `${card}.sample.json`]).sort();
    assert.deepEqual(files, expected);
  });

  for (const sample of SAMPLE_CARDS) describeCard(sample);

  it('write lines of code from left to right, whatever the language around them', () => {
    for (const card of SAMPLE_CARDS.filter(({ card: name }) => name === 'secret' || name === 'token')) {
      const content = JSON.stringify(renderer.render(card).content);
      assert.match(
        content,
        /"style":"emphasis","spacing":"Small","rtl":false,"items":\[[^\]]*"text":"git clone /,
      );
    }
  });

  it('emit only the old kind of button when they are told to', () => {
    const old = createCardRenderer({ actions: 'submit' });
    const buttons = SAMPLE_CARDS.flatMap((sample) => actionsIn(old.render(sample).content));
    assert.ok(buttons.length > 20);
    assert.ok(buttons.every(({ type }) => type !== 'Action.Execute'));
  });
});

function describeCard(sample: Card): void {
  describe(sample.card, () => {
    const content = renderer.render(sample).content;

    it('is understood whole by the official parser', () => {
      const context = new official.SerializationContext();
      const parsed = new official.AdaptiveCard();
      parsed.parse(content, context);
      const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
      // Its pattern for `lang` remembers where it stopped, so that it refuses every other card for the same language.
      const refused = events.filter(
        (event) => event !== 'Invalid value "en" for property "lang".' && !TEAMS_OWN.test(event),
      );
      assert.deepEqual(refused, []);
      assert.deepEqual(parsed.validateProperties().validationEvents, []);
    });

    it('has something else for clients that lack what only Teams has', () => {
      const own = objectsIn(content).filter(({ type }) => TEAMS_TYPES.includes(String(type)));
      assert.ok(own.every(({ fallback }) => fallback !== undefined));
    });

    it('leaves no placeholder unfilled', () => {
      assert.doesNotMatch(JSON.stringify(content), /\$\{|\$data|\$when|undefined/);
    });

    it('weighs less than a Teams message may', () => {
      assert.ok(Buffer.byteLength(JSON.stringify(content)) < MESSAGE_LIMIT);
    });

    it('has a handler for every button, and a twin for clients without Action.Execute', () => {
      // A row has a button of its own for old clients.
      const rows = new Set(objectsIn(content).map(({ selectAction }) => selectAction));
      for (const action of actionsIn(content).filter(
        ({ type }) => !HANDLED_BY_CLIENTS.includes(String(type)),
      )) {
        const twin = action['type'] === 'Action.Execute' ? (action['fallback'] as Json) : action;
        if (rows.has(action)) {
          assert.ok(Object.hasOwn(CARD_VERBS, String(action['verb'])));
          continue;
        }
        const data = twin['data'] as Json;
        const opensDialog = 'msteams' in data || sample.card in DIALOG_PAGES;
        assert.equal(twin['type'], 'Action.Submit');
        assert.ok(
          Object.hasOwn(opensDialog ? DIALOG_VERBS : CARD_VERBS, String(data['verb'])),
          String(data['verb']),
        );
        if (action !== twin) {
          assert.equal(data['verb'], action['verb']);
          assert.deepEqual({ ...(action['data'] as Json), verb: action['verb'] }, data);
        }
      }
    });

    it('begins with a heading in the words of the catalogue; the title of a dialog is one', () => {
      if (sample.card in DIALOG_PAGES && !(sample.card in HEADED)) return;
      const drawn: unknown = JSON.parse(
        JSON.stringify(content, (key, value: unknown) => (key === 'fallback' ? undefined : value)),
      );
      const [first] = objectsIn(drawn).filter(({ type }) => TEXTS.includes(String(type)));
      // What just happened stands above a token.
      const headings = objectsIn(drawn).filter(({ style }) => style === 'heading');
      if (sample.card !== 'token') assert.equal(headings[0], first);
      const words: string[] = Object.values(wordsOf(sample.card, renderer.sentences));
      assert.ok(headings.length > 0);
      assert.ok(headings.every(({ type, text }) => type === 'TextBlock' && words.includes(String(text))));
    });

    it('names the token on each button about one, after what stands on the button', () => {
      const text = JSON.stringify(sample.data);
      for (const { title, tooltip, data } of actionsIn(content)) {
        const isAboutOne = isAbout(data) && !(sample.card in DIALOG_PAGES);
        assert.ok(!isAboutOne || typeof tooltip === 'string', String(title));
        if (typeof tooltip !== 'string' || title === undefined) continue;
        assert.ok(tooltip.startsWith(String(title)), tooltip);
        const named = tooltip
          .slice(String(title).length)
          .replace(/^: | \(.*\)$|^ of /g, '')
          .trim();
        assert.ok(named !== '' && text.includes(named), tooltip);
      }
    });

    it('gives every input a label', () => {
      const inputs = objectsIn(content).filter(({ type }) => String(type).startsWith('Input.'));
      assert.ok(inputs.every(({ label }) => typeof label === 'string' && label !== ''));
    });

    it('shows data only where clients take it literally', () => {
      const hostile =
        '[x](https://evil.example) **b** <at>Ada</at> {{DATE(2026-01-01T00:00:00Z, SHORT)}} {{{TIME(2026-01-01T00:00:00Z)}}} $'.concat(
          '{1+1} `',
        );
      const data = replaceStrings(sample.data, hostile);
      const rendered = renderer.render({ card: sample.card, data } as Card).content;
      for (const object of objectsIn(rendered)) {
        for (const [key, value] of Object.entries(object)) {
          if (typeof value !== 'string' || !value.includes('evil.example')) continue;
          assert.doesNotMatch(value, /\{\{/);
          assert.ok(isLiteralPlace(object, key), `${String(object['type'])}.${key}`);
        }
      }
    });
  });
}

/** Whether the data of a button name one token. */
function isAbout(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'tokenId' in data;
}

const TEXTS = ['TextBlock', 'RichTextBlock'];
/** Pages of dialogs that have a heading besides the title of the dialog. */
const HEADED = { 'choose-scopes': true, 'confirm-full-access': true, problem: true, 'sign-in': true };

/** What only Teams draws: the official parser takes the fallback. */
const TEAMS_TYPES = ['Badge', 'CodeBlock', 'Icon', 'ProgressBar'];
const TEAMS_OWN = new RegExp(`^Unknown element type "(?:${TEAMS_TYPES.join('|')})"`);

/** What a client does by itself; the bot hears nothing of it. */
const HANDLED_BY_CLIENTS = ['Action.ToggleVisibility', 'Action.OpenUrl'];

const DIALOG_PAGES = {
  'sign-in': true,
  'rotate-form': true,
  'replace-form': true,
  'check-message': true,
  'track-form': true,
  'create-form': true,
  'choose-scopes': true,
  'confirm-full-access': true,
  secret: true,
  problem: true,
  'new-secret': true,
  'admin-whose': true,
  'second-reader': true,
};

function isLiteralPlace(object: Json, key: string): boolean {
  const type = object['type'];
  // The data of a button and the entries of a choice set have no type; an Execute's title is never our data.
  if (type === undefined) return true;
  // Addresses are Patkeeper's own or from its configuration, never what a person typed.
  if (type === 'Action.OpenUrl' && key === 'url') return true;
  if (String(type).startsWith('Action.')) return ['verb', 'title', 'tooltip'].includes(key);
  return LITERAL_PLACES.has(`${String(type)}.${key}`);
}

/** Every string longer than a keyword replaced; numbers, flags and the structure stay. */
function replaceStrings(value: unknown, by: string): unknown {
  if (typeof value === 'string') return by;
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaceStrings(child, by)]));
}

function actionsIn(content: Json): Json[] {
  const all = objectsIn(content).filter(({ type }) => String(type).startsWith('Action.'));
  const twins = new Set(all.map((action) => action['fallback']));
  return all.filter((action) => !twins.has(action));
}

function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsIn)];
}
