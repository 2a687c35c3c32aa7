import assert from 'node:assert/strict';
import { commandText, suggestCommands } from '../../../src/local/page/suggestions.ts';

const both = ['personal', 'groupChat'] as const;
const NEW = { title: 'new', description: '', kinds: both };
const REVOKE = { title: 'revoke', description: '', kinds: both };
const REVOKE_ALL = { title: 'revoke all', description: '', kinds: ['personal'] as const };
const COMMANDS = [NEW, REVOKE, REVOKE_ALL];

function suggest(text: string, kind: 'personal' | 'groupChat' = 'personal'): string[] {
  return suggestCommands(text, COMMANDS, kind).map(({ title }) => title);
}

describe('suggestions', () => {
  it('come after a slash, with or without the product’s word', () => {
    const all = ['new', 'revoke', 'revoke all'];
    for (const text of ['/', '/pat', '/pat ', '/PAT ']) assert.deepEqual(suggest(text), all, text);
    for (const text of ['/re', '/pat re', '/pat RE']) assert.deepEqual(suggest(text), all.slice(1), text);
    for (const text of ['', 'new', 'pat new', '/x', '/patnew']) assert.deepEqual(suggest(text), [], text);
  });

  it('are those of the chat', () => {
    assert.deepEqual(suggest('/', 'groupChat'), ['new', 'revoke']);
  });

  it('stop once a whole command stands there, so that Enter sends it', () => {
    for (const text of ['/new', '/pat new', '/pat revoke', '/new laptop', '/revoke all']) {
      assert.deepEqual(suggest(text), [], text);
    }
  });

  it('keep the way in which the command was begun', () => {
    assert.equal(commandText('/n', NEW), '/new');
    assert.equal(commandText('/pat n', NEW), '/pat new');
    assert.equal(commandText('/pat', REVOKE_ALL), '/pat revoke all');
  });
});
