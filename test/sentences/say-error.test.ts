import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import { ERROR_FACTS, type ErrorReason } from '../../src/core/error-reasons.ts';
import { OperatorError, PatkeeperError } from '../../src/core/errors.ts';
import { fieldErrorsOf, sayError, sayFirst, sayToOperator } from '../../src/sentences/say-error.ts';
import { sentencesOf } from '../../src/sentences/sentences.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const catalogue = JSON.parse(readFileSync(join(SRC, 'sentences/en.json'), 'utf8')) as Record<string, string>;
const reasons = Object.keys(ERROR_FACTS) as ErrorReason[];
const english = sentencesOf('en');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));
const code = sources
  .filter(({ path }) => path !== 'core/error-reasons.ts')
  .map(({ text }) => text)
  .join('\n');

/** Whether a key or a reason is named as it is, or by a template for the part behind its last dot. */
function isNamed(name: string): boolean {
  const start = name.slice(0, name.lastIndexOf('.') + 1);
  return code.includes(`'${name}'`) || (start !== '' && code.includes(`\`${start}\${`));
}

/** The parameters that a message names, in every branch of it. */
function namedIn(message: string): string[] {
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const part of value) visit(part);
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && 'value' in value && typeof value.value === 'string' && value.type !== 0)
      named.add(value.value);
    if ('options' in value) Object.values(value.options as object).forEach(visit);
    if ('value' in value) visit(value.value);
  };
  visit(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...named].sort();
}

describe('the words of a failure', () => {
  it('are there for every reason, and name the facts of the reason and nothing else', () => {
    for (const reason of reasons) {
      const message = catalogue[`error.${reason}`] ?? assert.fail(`no words for ${reason}`);
      assert.deepEqual(namedIn(message), [...ERROR_FACTS[reason]].sort(), reason);
    }
  });

  it('belong to a reason, and every reason is one that something fails for', () => {
    const keys = Object.keys(catalogue).filter((key) => key.startsWith('error.'));
    assert.deepEqual(keys, [...reasons.map((reason) => `error.${reason}`), 'error.unexpected'].sort());
    for (const reason of reasons) assert.ok(isNamed(reason), reason);
  });

  it('are whole sentences, the last of which says what the person can do', () => {
    for (const reason of reasons) {
      const message = catalogue[`error.${reason}`] ?? '';
      assert.match(message, /^(?:[A-Z]|“\{|\{).*\.$/s, reason);
      const sentences = message.split(/(?<=\.) /);
      const advice =
        /\b(type|press|choose|ask|tell|revoke|rotate|make|create|put|can|give|try|correct|check|sign in|show|update|use|enter|allow|continue)\b/i;
      assert.match(sentences.slice(-2).join(' '), advice, reason);
    }
  });

  it('name scopes as the cards do', () => {
    const error = new PatkeeperError('refused.scopes-forbidden', { scopes: ['vso.code_write'] });
    assert.match(sayError(error, english), /no longer allows this: Read and write code\./);
  });

  it('take what a person typed as it is', () => {
    const name = "<b>{0}</b> '*'";
    const error = new PatkeeperError('lost.left-behind', { name });
    assert.ok(sayError(error, english).startsWith(`“${name}” was created`));
  });

  it('are said at each field of a form, and in short by the first', () => {
    const fields = {
      name: { reason: 'invalid-input.name-missing', facts: {} },
      date: { reason: 'invalid-input.date', facts: { limit: 30 } },
    } as const;
    const error = new PatkeeperError('invalid-input.fields', {}, { fields });
    const told = fieldErrorsOf(error, english);
    assert.match(told['name'] ?? '', /^Give the token a name/);
    assert.match(told['date'] ?? '', /at most 30 days ahead/);
    assert.equal(sayFirst(error, english), told['name']);
    const away = new PatkeeperError('store-unavailable');
    assert.throws(() => fieldErrorsOf(away, english), away);
  });

  it('are an operator’s own where it is about a file or a setting, and general for everybody else', () => {
    const error = new OperatorError('store-refused', '/data is damaged. Restore it.');
    assert.equal(sayToOperator(error, english), '/data is damaged. Restore it.');
    assert.doesNotMatch(sayFirst(error, english), /\/data/);
    const away = new PatkeeperError('store-unavailable');
    assert.equal(sayToOperator(away, english), sayError(away, english));
  });

  it('are nowhere in the failure itself: its code is what audit events and logs hold', () => {
    const error = new PatkeeperError('not-active.revoked', {}, { cause: new Error('private') });
    assert.deepEqual(
      [error.code, error.reason, error.message],
      ['not-active', 'not-active.revoked', 'not-active.revoked'],
    );
    assert.ok(!sayError(error, english).includes('private'));
  });
});

/** Files of the core whose sentences an operator reads in the terminal or the log, and the example lines of a token. */
const FOR_OPERATORS =
  /^core\/(?:files\/|timing\/clock\.ts|tokens\/tokens-beyond-policy\.ts|tokens\/usage\.ts)/;

describe('sentences that people read', () => {
  it('are in the catalogue, not in the parts that only give codes and facts', () => {
    const rooms = /^(?:core|identity|authorities|http)\//;
    for (const { path, text } of sources.filter(({ path }) => rooms.test(path)))
      assert.doesNotMatch(text, /['"`>\s]\/pat /, path);
  });

  it('are none in the core, save an operator’s', () => {
    for (const { path, text } of sources.filter(({ path }) => path.startsWith('core/'))) {
      if (FOR_OPERATORS.test(path)) continue;
      // A literal that begins with a capital letter, has a space and ends with a full stop.
      const found = [...text.matchAll(/(['`])([A-Z“][^'`\n]* [^'`\n]*[.?!]) ?\1/g)].map(
        ([, , sentence]) => sentence,
      );
      assert.deepEqual(found, [], path);
    }
  });

  it('are all used', () => {
    const keys = Object.keys(catalogue).filter((key) => /^(?:page|http|news|start)\./.test(key));
    assert.ok(keys.length > 30);
    for (const key of keys) assert.ok(isNamed(key), key);
  });

  it('are in ASCII where a terminal or git shows them, whatever its encoding', () => {
    for (const [key, message] of Object.entries(catalogue).filter(([key]) => key.startsWith('http.')))
      assert.match(message, /^[ -~]+$/, key);
  });
});
