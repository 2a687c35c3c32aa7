import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { generateSecret, parseSecret } from '../../src/core/secrets/secret.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { bodyOf, startLoopbackServer } from '../support/loopback-server.ts';
import { BOUNDED_SECRET_MAKERS, SECRET_MAKERS } from '../support/secret-samples.ts';

const FOLDER = new URL('../../examples/secret-scanning/', import.meta.url);
const text = (file: string) => readFile(new URL(file, FOLDER), 'utf8');

interface Scanner {
  readonly name: string;
  /** The secrets that it finds in a text. */
  find(text: string): readonly string[];
}

/** An expression of gitleaks or TruffleHog (RE2): the secret is its first group; only where one of the keywords is. */
function groupScanner(name: string, expression: string, keywords: readonly string[]): Scanner {
  const pattern = new RegExp(expression, 'g');
  return {
    name,
    find: (given) =>
      keywords.some((keyword) => given.includes(keyword))
        ? [...given.matchAll(pattern)].map(([, secret = '']) => secret)
        : [],
  };
}

function rule(toml: string): { regex: string; keywords: string[] } {
  const [, regex = ''] = /^regex = '''(.*)'''$/m.exec(toml) ?? [];
  const [, keywords = '[]'] = /^keywords = (\[.*\])$/m.exec(toml) ?? [];
  assert.match(toml, /^secretGroup = 1$/m);
  return { regex, keywords: JSON.parse(keywords) as string[] };
}

async function scanners(): Promise<readonly Scanner[]> {
  const [gitleaks, gitlab] = [
    rule(await text('gitleaks.toml')),
    rule(await text('gitlab/patkeeper-rules.toml')),
  ];
  const { detectors } = load(await text('trufflehog.yaml')) as {
    detectors: { regex: { token: string }; keywords: string[] }[];
  };
  const [hog] = detectors;
  const github = JSON.parse(await text('github.json')) as Record<string, string>;
  // Hyperscan's \A and \z are the ends of the text.
  const [before, after] = ['beforeSecret', 'afterSecret'].map((field) =>
    (github[field] ?? '').replace('\\A', '^').replace('\\z', '$'),
  );
  return [
    groupScanner('gitleaks', gitleaks.regex, gitleaks.keywords),
    groupScanner('GitLab', gitlab.regex, gitlab.keywords),
    groupScanner('TruffleHog', hog?.regex.token ?? '', hog?.keywords ?? []),
    groupScanner('GitHub', `(?:${before})(${github['secretFormat']})(?=${after})`, ['']),
  ];
}

/** Where secrets are found in files. */
const PLACES: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `PAT=${secret}\n`,
  (secret) => `"token": "${secret}",`,
  (secret) => `https://ada:${secret}@git.example.org/x.git`,
  (secret) => `Authorization: Bearer ${secret}\r\n`,
  (secret) => `curl -u x:${secret} https://example.org`,
];

describe('the expressions for secret scanners', () => {
  const made = (prefix: string) => Array.from({ length: 20 }, () => generateSecret(prefix).secret.reveal());
  const own = [...made('pkt'), ...made('pat')];

  it('find every secret, live or dead, wherever it stands', async () => {
    for (const { name, find } of await scanners())
      for (const secret of own)
        for (const place of PLACES) assert.deepEqual(find(place(secret)), [secret], `${name}: ${place('…')}`);
  });

  it('find nothing that is cut, too long, mistyped or glued to something else', async () => {
    for (const { name, find } of await scanners())
      for (const secret of own)
        for (const damaged of [
          secret.slice(0, -1),
          `${secret}a`,
          `a${secret}`,
          `_${secret}`,
          secret.replace('_', '-'),
          secret.toUpperCase(),
          `${secret.slice(0, 30)}-${secret.slice(31)}`,
          `${secret.slice(0, 30)}\n${secret.slice(30)}`,
        ])
          assert.deepEqual(find(`x = "${damaged}"`), [], `${name}: ${damaged}`);
  });

  it('find no secret of any other product', async () => {
    const others = Object.entries({ ...SECRET_MAKERS, ...BOUNDED_SECRET_MAKERS });
    for (const { name, find } of await scanners())
      for (const [kind, make] of others)
        if (!kind.startsWith('built-in')) assert.deepEqual(find(`x = ${make()} y`), [], `${name}: ${kind}`);
  });

  it('can’t see a wrong checksum: Patkeeper does', async () => {
    const secret = generateSecret().secret.reveal();
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`;
    for (const { find } of await scanners()) assert.deepEqual(find(wrong), [wrong]);
    assert.equal(parseSecret(wrong), undefined);
  });
});

describe('the program that reports findings', () => {
  it('sends the tokens that gitleaks found, signed, with their places', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-'));
    let sent = { body: '', name: '', time: '', signature: '' };
    const server = await startLoopbackServer((request, response) => {
      void bodyOf(request).then((body) => {
        const header = (name: string) => String(request.headers[name]);
        sent = {
          body,
          name: header('x-leak-key'),
          time: header('x-leak-time'),
          signature: header('x-leak-signature'),
        };
        response.end('[{"label":"true_positive"}]');
      });
    });
    try {
      const file = join(folder, 'findings.json');
      const found = {
        RuleID: 'patkeeper-token',
        Secret: 'pkt_x',
        File: 'src/.env',
        StartLine: 3,
        Commit: 'abc',
      };
      await writeFile(file, JSON.stringify([found, { ...found, RuleID: 'generic-api-key' }]));
      const program = fileURLToPath(new URL('report.mjs', FOLDER));
      const key = 'k'.repeat(40);
      const child = spawn(process.execPath, [program, server.url, file], {
        env: { ...childEnvironment(), LEAK_KEYS: `nightly:${key}` },
      });
      let output = '';
      child.stdout.on('data', (part: Buffer) => {
        output += part.toString();
      });
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 0);
      assert.match(output, /answered 200: 1 of 1 are its tokens/);
      assert.deepEqual(JSON.parse(sent.body), [
        { token: 'pkt_x', type: 'patkeeper_token', url: 'src/.env, line 3, commit abc', source: 'content' },
      ]);
      const expected = createHmac('sha256', key).update(`${sent.time}.${sent.body}`).digest('hex');
      assert.deepEqual([sent.name, sent.signature], ['nightly', expected]);
    } finally {
      await server.close();
      await rm(folder, { recursive: true });
    }
  });
});
