import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { type AppManifest, AppManifestUtils } from '@microsoft/app-manifest';
import { Ajv } from 'ajv';
import { unzipSync } from 'fflate';
import sinon from 'sinon';
import { fillManifest, packApp } from '../../src/commands/pack-app.ts';
import { Secret } from '../../src/core/secrets/secret.ts';
import { createEntra } from '../../src/identity/entra.ts';
import { createSealer } from '../../src/identity/sealing.ts';
import { createSignIn } from '../../src/identity/sign-in.ts';
import { LANGUAGES } from '../../src/sentences/sentences.ts';
import { manifestCommands } from '../../src/teams/turns/command-lists.ts';
import { parseCommand } from '../../src/teams/turns/parse-command.ts';
import { sampleKeys } from '../identity/sign-in-world.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { ENGLISH } from '../support/feature-world.ts';
import { createSilentLog } from '../support/silent-log.ts';

const SCHEMA =
  '../../node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.29/MicrosoftTeams.Localization.schema.json';
const APP_ID = '11111111-2222-3333-4444-555555555555';
const CLIENT_ID = '99999999-2222-3333-4444-555555555555';
/** Settings of a bot whose people sign in to Azure DevOps. */
const SIGN_IN = {
  MicrosoftAppId: APP_ID,
  AUTHORITIES: 'builtin, Azure-DevOps',
  PUBLIC_URL: 'https://Pat.Contoso.com/keeper',
};
const VALUES = {
  APP_VERSION: '1.2.3',
  MICROSOFT_APP_ID: APP_ID,
  PUBLISHER_NAME: 'Contoso "IT"',
  PUBLISHER_URL: 'https://contoso.com/pat',
  PUBLIC_HOSTNAME: 'pat.contoso.com',
  ENTRA_CLIENT_ID: CLIENT_ID,
  APPLICATION_ID_URI: `api://botid-${CLIENT_ID}`,
};

/** The parts of the manifest that these tests look at. */
interface Manifest {
  readonly $schema: string;
  readonly id: string;
  readonly version: string;
  readonly name: { readonly short: string };
  readonly description: { readonly short: string };
  readonly developer: { readonly name: string };
  readonly localizationInfo: {
    readonly defaultLanguageTag: string;
    readonly additionalLanguages: readonly { readonly languageTag: string; readonly file: string }[];
  };
  readonly validDomains: readonly string[];
  readonly webApplicationInfo?: { readonly id: string; readonly resource: string };
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly commandLists: readonly {
      readonly scopes: readonly string[];
      readonly triggers: readonly string[];
      readonly commands: readonly { readonly title: string; readonly description: string }[];
    }[];
  }[];
  readonly composeExtensions: readonly {
    readonly botId: string;
    readonly commands: readonly (Record<string, unknown> & { readonly title: string })[];
  }[];
}

const file = (name: string) => readFile(new URL(`../../manifest/${name}`, import.meta.url));
const manifestOf = (text: string): Manifest => JSON.parse(text);

async function filled(values: Record<string, string> = VALUES): Promise<Manifest> {
  return manifestOf(fillManifest(await file('manifest.json').then(String), values));
}

async function faults(manifest: Manifest): Promise<string[]> {
  const checked: AppManifest = JSON.parse(JSON.stringify(manifest));
  return AppManifestUtils.validateAgainstSchema(checked);
}

describe('the app manifest', () => {
  it('follows the schema 1.29, without asking the network', async () => {
    const network = sinon.stub(globalThis, 'fetch').rejects(new Error('no network here'));
    try {
      const manifest = await filled();
      assert.match(manifest.$schema, /\/v1\.29\//);
      assert.deepEqual(await faults(manifest), []);
      assert.notDeepEqual(await faults({ ...manifest, id: 'patkeeper' }), []);
      sinon.assert.notCalled(network);
    } finally {
      network.restore();
    }
  });

  it('stays within the lengths that Teams shows', async () => {
    const { name, description, bots, composeExtensions } = await filled();
    assert.ok(name.short.length <= 30 && description.short.length <= 80);
    const lists = bots.flatMap(({ commandLists }) => commandLists);
    assert.ok(lists.length <= 3 && lists.every(({ commands }) => commands.length <= 12));
    for (const { title, description: does } of lists.flatMap(({ commands }) => commands)) {
      assert.ok(title.length <= 32 && does.length > 0 && does.length <= 128, title);
    }
    for (const { title, description: does } of composeExtensions.flatMap(({ commands }) => commands)) {
      assert.ok(title.length <= 32 && String(does).length <= 128, title);
    }
  });

  it('offers the bot in personal, group and team chats, with commands that a person can type', async () => {
    const [bot] = (await filled()).bots;
    const [list] = bot?.commandLists ?? [];
    assert.deepEqual([bot?.botId, bot?.scopes], [APP_ID, ['personal', 'team', 'groupChat']]);
    assert.deepEqual([list?.scopes, list?.triggers], [bot?.scopes, ['mention', 'slash']]);
    const titles = list?.commands.map(({ title }) => title) ?? [];
    assert.deepEqual(list?.commands, manifestCommands({ signIn: true }, ENGLISH));
    for (const title of titles) {
      const command = parseCommand(`<at>Patkeeper</at>&nbsp;${title}`);
      assert.ok(command.name !== 'help' || command.understood, title);
    }
  });

  it('offers a dialog for a new token, a search among the own ones, and a check of a message', async () => {
    const [extension] = (await filled()).composeExtensions;
    assert.equal(extension?.botId, APP_ID);
    const [create, search, check, ...others] = extension?.commands ?? [];
    assert.deepEqual(others, []);
    assert.deepEqual(
      [check?.['id'], check?.['type'], check?.['context'], check?.['fetchTask']],
      ['checkMessage', 'action', ['message'], true],
    );
    assert.deepEqual([create?.['id'], create?.['type'], create?.['fetchTask']], ['newToken', 'action', true]);
    assert.deepEqual(create?.['triggers'], ['slash']);
    assert.deepEqual([search?.['id'], search?.['type'], search?.['initialRun']], ['myTokens', 'query', true]);
    assert.match(JSON.stringify(search?.['parameters']), /"name":"query"/);
    for (const command of [create, search]) assert.deepEqual(command?.['context'], ['compose', 'commandBox']);
  });

  it('is filled in with values as they are, and without a host name when there is none', async () => {
    const manifest = await filled();
    assert.deepEqual([manifest.version, manifest.developer.name], ['1.2.3', 'Contoso "IT"']);
    assert.deepEqual(manifest.validDomains, ['pat.contoso.com']);
    const without = await filled({ ...VALUES, PUBLIC_HOSTNAME: '' });
    assert.deepEqual(without.validDomains, []);
    assert.deepEqual(await faults(without), []);
    const { PUBLISHER_NAME: _name, ...missing } = VALUES;
    await assert.rejects(filled(missing), /PUBLISHER_NAME/);
  });
});

describe('the icons', () => {
  it('are a full square of colour of 192 pixels', async () => {
    const { size, pixels } = decode(await file('color.png'));
    assert.equal(size, 192);
    assert.ok(pixels.every(({ alpha }) => alpha === 255));
    assert.ok(new Set(pixels.map(({ color }) => color)).size > 10);
  });

  it('are a white outline on nothing of 32 pixels', async () => {
    const { size, pixels } = decode(await file('outline.png'));
    assert.equal(size, 32);
    assert.ok(pixels.every(({ color }) => color === 'ffffff'));
    assert.ok(pixels.some(({ alpha }) => alpha === 0) && pixels.some(({ alpha }) => alpha === 255));
  });
});

describe('packing the app', () => {
  let folder = '';
  let path = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-manifest-'));
    path = join(folder, 'dist', 'patkeeper.zip');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('puts the manifest and both icons at the root of the package', async () => {
    const env = { MicrosoftAppId: APP_ID.toUpperCase(), PUBLIC_HOSTNAME: 'pat.contoso.com' };
    const packed = await packApp({ env, path });
    assert.equal(packed.kind, 'written');
    const files = unzipSync(await readFile(path));
    assert.deepEqual(Object.keys(files).sort(), ['color.png', 'de.json', 'manifest.json', 'outline.png']);
    const text = Buffer.from(files['manifest.json'] ?? []).toString();
    const manifest = manifestOf(text);
    assert.doesNotMatch(text, /\$\{\{/);
    assert.deepEqual([manifest.id, manifest.validDomains], [APP_ID, ['pat.contoso.com']]);
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.equal(manifest.version, version);
    assert.deepEqual(Buffer.from(files['color.png'] ?? []), await file('color.png'));
  });

  async function packedManifest(env: Record<string, string>): Promise<Manifest> {
    const packed = await packApp({ env, path });
    assert.equal(packed.kind, 'written', JSON.stringify(packed));
    const files = unzipSync(await readFile(path));
    return manifestOf(Buffer.from(files['manifest.json'] ?? []).toString());
  }

  it('tells Teams what to ask a token for where people sign in, and which page they sign in on', async () => {
    const manifest = await packedManifest(SIGN_IN);
    const signIn = await signInOf(APP_ID);
    assert.deepEqual(manifest.webApplicationInfo, { id: APP_ID, resource: signIn.exchangeResource });
    assert.deepEqual(manifest.validDomains, ['pat.contoso.com']);
    const apart = await packedManifest({ ...SIGN_IN, ENTRA_CLIENT_ID: CLIENT_ID.toUpperCase() });
    assert.deepEqual(apart.webApplicationInfo, { id: CLIENT_ID, resource: `api://botid-${CLIENT_ID}` });
    assert.deepEqual([apart.id, apart.bots[0]?.botId], [APP_ID, APP_ID]);
  });

  it('offers nothing to sign in to where nobody signs in', async () => {
    const manifest = await packedManifest({ MicrosoftAppId: APP_ID, ENTRA_CLIENT_ID: CLIENT_ID });
    assert.equal(manifest.webApplicationInfo, undefined);
    const titles = manifest.bots[0]?.commandLists[0]?.commands.map(({ title }) => title) ?? [];
    assert.ok(titles.includes('track') && titles.length === 9, titles.join());
    assert.equal(manifest.composeExtensions[0]?.commands.length, 3);
    const signedIn = await packedManifest(SIGN_IN);
    assert.equal(signedIn.bots[0]?.commandLists[0]?.commands.length, 12);
  });

  it('brings every text of the manifest in each language that we speak, but the titles of commands', async () => {
    const schema = JSON.parse(await readFile(new URL(SCHEMA, import.meta.url), 'utf8'));
    const follows = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
      ...schema,
      $schema: undefined,
    });
    for (const env of [SIGN_IN, { MicrosoftAppId: APP_ID }]) {
      const manifest = await packedManifest(env);
      const { defaultLanguageTag, additionalLanguages } = manifest.localizationInfo;
      const tags = [defaultLanguageTag, ...additionalLanguages.map(({ languageTag }) => languageTag)];
      assert.deepEqual(tags, LANGUAGES);
      const files = unzipSync(await readFile(path));
      for (const { file: name } of additionalLanguages) {
        const texts: Record<string, string> = JSON.parse(Buffer.from(files[name] ?? []).toString());
        assert.ok(follows(texts), JSON.stringify(follows.errors));
        const translated = Object.keys(texts).filter((key) => key !== '$schema');
        assert.deepEqual(translated.sort(), textsOf(manifest).sort());
      }
    }
  });

  it('wants a page to sign in on that Teams can open', async () => {
    const { PUBLIC_URL: _url, ...without } = SIGN_IN;
    const cases: [Record<string, string>, RegExp][] = [
      [without, /PUBLIC_URL is missing/],
      [{ ...SIGN_IN, PUBLIC_URL: 'http://pat.contoso.com' }, /PUBLIC_URL is not an https address/],
      [{ ...SIGN_IN, PUBLIC_URL: 'https://localhost:3978' }, /PUBLIC_URL is not an https address/],
      [
        { ...SIGN_IN, PUBLIC_HOSTNAME: 'other.contoso.com' },
        /PUBLIC_HOSTNAME and PUBLIC_URL name different hosts/,
      ],
      [{ ...SIGN_IN, ENTRA_CLIENT_ID: 'patkeeper' }, /ENTRA_CLIENT_ID is not an id/],
    ];
    for (const [env, problem] of cases) {
      const packed = await packApp({ env, path });
      assert.match(packed.kind === 'refused' ? packed.problems.join() : '', problem);
    }
  });

  it('gives the same bytes for the same settings, and says what is still an example', async () => {
    const first = await packApp({ env: { MicrosoftAppId: APP_ID }, path });
    const bytes = await readFile(path);
    await packApp({ env: { MicrosoftAppId: APP_ID }, path });
    assert.deepEqual(await readFile(path), bytes);
    assert.match(first.kind === 'written' ? first.notes.join() : '', /PUBLISHER_URL/);
    const named = await packApp({
      env: { MicrosoftAppId: APP_ID, PUBLISHER_URL: 'https://contoso.com' },
      path,
    });
    assert.deepEqual(named.kind === 'written' && named.notes, []);
  });

  it('says everything that is missing or wrong, and writes nothing', async () => {
    const env = { PUBLIC_HOSTNAME: 'https://x', PUBLISHER_NAME: 'x'.repeat(33), PUBLISHER_URL: 'http://x' };
    const packed = await packApp({ env, path });
    const problems = packed.kind === 'refused' ? packed.problems : [];
    const named = problems.map((problem) => problem.split(' ')[0]);
    assert.deepEqual(named, ['MicrosoftAppId', 'PUBLIC_HOSTNAME', 'PUBLISHER_NAME', 'PUBLISHER_URL']);
    assert.match(problems[0] ?? '', /is missing/);
    await assert.rejects(readFile(path), { code: 'ENOENT' });
    const wrong = await packApp({ env: { MicrosoftAppId: 'patkeeper' }, path });
    assert.match(wrong.kind === 'refused' ? wrong.problems.join() : '', /MicrosoftAppId is not an id/);
  });
});

/** Where the texts of a manifest stand that people read in Teams, as its files of languages name them. */
function textsOf(manifest: Manifest): string[] {
  const read = ['title', 'description', 'short', 'full'];
  const walk = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) => {
      const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      if (typeof child !== 'string') return walk(child, place);
      return read.includes(key) && !/^bots.*title$/.test(place) ? [place] : [];
    });
  };
  return walk(manifest, '');
}

/** The sign-in of an application, as the service makes it: nothing is asked of anybody here. */
async function signInOf(clientId: string) {
  const clock = { now: () => Date.now() };
  const authority = 'https://login.microsoftonline.com/contoso';
  const credential = { kind: 'secret', secret: new Secret('not used') } as const;
  return createSignIn({
    entra: createEntra({ authority, clientId, credential, clock }),
    store: createFakeStore(),
    sealer: createSealer({ keys: await sampleKeys(1) }),
    publicUrl: () => 'https://pat.contoso.com',
    clock,
    log: createSilentLog(),
  });
}

/** Reads a PNG of 8-bit RGBA whose rows are not filtered, which is how the icons are written. */
function decode(png: Buffer) {
  assert.deepEqual([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const size = png.readUInt32BE(16);
  assert.deepEqual([png.readUInt32BE(20), png[24], png[25], png[28]], [size, 8, 6, 0]);
  const start = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const pixels = Array.from({ length: size * size }, (_none, index) => {
    const row = Math.floor(index / size) * (size * 4 + 1);
    assert.equal(rows[row], 0);
    const at = row + 1 + (index % size) * 4;
    return { color: rows.toString('hex', at, at + 3), alpha: rows.readUInt8(at + 3) };
  });
  return { size, pixels };
}
