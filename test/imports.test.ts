import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
/**
 * What each folder may import besides its own files. The outer folders know the core and `web`, which holds what clients of web
 * services share, and `sentences`, which holds the words that people read; they never know one another. `config` checks addresses and names the way those who use them do. `service`
 * puts everything together; `doctor` looks at all of it.
 */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  web: ['core'],
  sentences: ['core'],
  teams: ['core', 'sentences', 'web'],
  stores: ['core', 'web'],
  authorities: ['core', 'web'],
  identity: ['core', 'web'],
  collectors: ['core', 'web'],
  local: ['core', 'sentences', 'web'],
  http: ['core', 'sentences', 'web'],
  log: ['core'],
  config: ['core', 'log', 'authorities', 'http', 'identity'],
  program: ['core', 'config', 'log', 'sentences', 'stores'],
  // One file a command of the program: whatever the command works with.
  commands: ['core', 'config', 'log', 'sentences', 'stores', 'program', 'service', 'doctor', 'teams', 'http'],
  service: [
    'core',
    'config',
    'authorities',
    'collectors',
    'http',
    'identity',
    'local',
    'sentences',
    'stores',
    'teams',
    'web',
  ],
  doctor: [
    'core',
    'config',
    'service',
    'authorities',
    'identity',
    'local',
    'sentences',
    'stores',
    'teams',
    'web',
  ],
};
/** Packages that one folder keeps to itself, so that replacing one touches that folder alone. */
const KEPT: Readonly<Record<string, string>> = {
  botbuilder: 'teams/channel',
  'botframework-connector': 'teams/channel',
  'adaptivecards-templating': 'teams/cards',
  'adaptivecards-renderer': 'local',
  restify: 'http',
  'prom-client': 'http',
  jose: 'web',
  lowdb: 'stores',
  'proper-lockfile': 'stores',
  pg: 'stores',
  'intl-messageformat': 'sentences',
  '@azure/msal-node': 'identity',
  '@microsoft/teams-js': 'http',
};

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const found = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
    const imports = [...found].map(([, specifier = '']) =>
      specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
    );
    return { path, folder: path.includes('/') ? (path.split('/')[0] ?? '') : '', text, imports };
  });

describe('imports', () => {
  it('are found in every folder of the house', () => {
    const folders = new Set(files.map(({ folder }) => folder));
    assert.deepEqual([...folders].filter((folder) => folder !== '').sort(), Object.keys(MAY).sort());
    assert.ok(files.flatMap(({ imports }) => imports).length > 200);
  });

  it('keep the core to itself and node', () => {
    for (const { path, imports } of files.filter(({ folder }) => folder === 'core')) {
      for (const name of imports)
        assert.ok(name.startsWith('core/') || name.startsWith('node:'), `${path}: ${name}`);
    }
  });

  it('lead only to the folders that a folder may know, and never back to the root', () => {
    for (const { path, folder, imports } of files.filter(({ folder }) => folder !== '')) {
      for (const name of imports.filter((specifier) => specifier.endsWith('.ts'))) {
        const to = name.includes('/') ? (name.split('/')[0] ?? '') : '';
        assert.ok(to === folder || MAY[folder]?.includes(to), `${path}: ${name}`);
      }
    }
  });

  it('never lead back to where they began, types included', () => {
    const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
    const isDone = new Set<string>();
    const visit = (path: string, way: readonly string[]): void => {
      assert.ok(!way.includes(path), [...way.slice(way.indexOf(path)), path].join(' -> '));
      if (isDone.has(path)) return;
      for (const next of importsOf.get(path) ?? []) visit(next, [...way, path]);
      isDone.add(path);
    };
    for (const { path } of files) visit(path, []);
  });

  it('keep each package in its folder', () => {
    for (const { path, imports } of files) {
      for (const name of imports) {
        const [owner] = Object.entries(KEPT).filter(([kept]) => name === kept || name.startsWith(`${kept}/`));
        if (owner !== undefined) assert.ok(path.startsWith(`${owner[1]}/`), `${path}: ${name}`);
      }
    }
  });

  it('leave the environment to the program at the root', () => {
    const readers = files.filter(({ text }) => /\bprocess\.env\b|\benv\b.* = process;/.test(text));
    assert.deepEqual(
      readers.map(({ path }) => path),
      ['patkeeper.ts'],
    );
  });

  it('load the local chat only when it is wanted', () => {
    for (const { path, text } of files.filter(({ folder }) => folder === 'service'))
      assert.doesNotMatch(text, /^import (?!type).*'\.\.\/local\//m, path);
    const start = files.find(({ path }) => path === 'service/start-local-chat.ts')?.text ?? '';
    assert.match(start, /await import\('\.\.\/local\/local-chat\.ts'\)/);
  });
});

describe('source files', () => {
  it('are named in kebab-case and stay short', () => {
    for (const { path, text } of files) {
      assert.match(path, /^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.ts$/);
      if (path !== 'core/tokens/scope-list.ts') assert.ok(text.split('\n').length <= 251, path);
    }
  });

  it('have no barrels and no default exports', () => {
    for (const { path, text } of files) {
      assert.doesNotMatch(text, /^export (?:\*|default)/m, path);
    }
  });
});
