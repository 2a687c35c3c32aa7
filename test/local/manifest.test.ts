import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readManifest } from '../../src/local/manifest.ts';
import { MANIFEST } from './local-world.ts';

describe('the manifest', () => {
  it('gives the commands with the chats that they are for', () => {
    assert.deepEqual(readManifest(MANIFEST).commands, [
      { title: 'new', description: 'Create a token', kinds: ['personal', 'groupChat'] },
      { title: 'list', description: 'Your tokens', kinds: ['personal'] },
    ]);
  });

  it('gives the extension’s commands', () => {
    const [action, query] = readManifest(MANIFEST).extension;
    assert.deepEqual([action?.id, action?.type], ['newToken', 'action']);
    assert.deepEqual(action?.contexts, ['compose', 'commandBox']);
    assert.deepEqual(
      [query?.type, query?.parameter, query?.parameterTitle, query?.initialRun],
      ['query', 'words', 'Search', true],
    );
  });

  it('of the app offers something in every chat', () => {
    const file = new URL('../../manifest/manifest.json', import.meta.url);
    const { botName, commands, extension } = readManifest(JSON.parse(readFileSync(file, 'utf8')));
    assert.equal(botName, 'Patkeeper');
    for (const kind of ['personal', 'groupChat'] as const) {
      assert.ok(commands.some(({ kinds }) => kinds.includes(kind)));
    }
    assert.deepEqual(new Set(extension.map(({ type }) => type)), new Set(['action', 'query']));
    assert.ok(extension.some(({ contexts }) => contexts.includes('message')));
  });

  it('may hold anything without harm', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readManifest(value)));
  });
});
