import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import type { Finding } from '../../src/doctor/findings.ts';
import { formatFindings } from '../../src/doctor/findings.ts';
import { keptInFolder } from '../../src/doctor/kept-sign-in.ts';
import { examinePerson } from '../../src/doctor/person.ts';
import { loadCacheKeys } from '../../src/identity/cache-keys.ts';
import { createSealer } from '../../src/identity/sealing.ts';
import { createLowdbStore } from '../../src/stores/lowdb/lowdb-store.ts';
import { createSignInWorld, personOf } from '../identity/sign-in-world.ts';
import { createFakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops-types.ts';
import { createSilentLog } from '../support/silent-log.ts';
import { printed, problemsIn } from './world.ts';

const OTHER_KEY = Buffer.alloc(32, 7).toString('base64');

describe('the doctor, as somebody who has signed in', () => {
  let world: Awaited<ReturnType<typeof createSignInWorld>>;
  let azureDevOps: FakeAzureDevOps;
  let dataDir: string;

  beforeEach(async () => {
    world = await createSignInWorld();
    azureDevOps = await createFakeAzureDevOps({ clock: world.clock, entra: world.entra });
    dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-doctor-'));
  });
  afterEach(async () => {
    await Promise.all([world.close(), azureDevOps.close()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Signs somebody in on the page and keeps that in the data folder, as the service does. */
  async function keepSignIn(key: string, change = (text: string) => text): Promise<void> {
    const log = createSilentLog();
    const sealer = createSealer({ keys: await loadCacheKeys({ dataDir, storeIsOld: false, log }) });
    const person = personOf(key);
    const signIn = world.another({ sealer });
    const address = await signIn.start(person);
    const back = await world.entra.signIn(
      await signIn.begin(new URL(address).searchParams.get('state') ?? ''),
      key,
    );
    const { state = '', code = '' } = Object.fromEntries(back.searchParams);
    await signIn.confirm(person, await signIn.finish({ state, code }));
    const record = world.saved.findLast(({ kind }) => kind === 'sign-in');
    assert.ok(record !== undefined);
    const store = await createLowdbStore({ dataDir, log, onLockLost: () => {} });
    const text = sealer.open(person, record.kind, record.key, record.sealed) ?? '';
    await store.records.save({
      ...record,
      sealed: sealer.seal(person, record.kind, record.key, change(text)),
    });
    await store.close();
  }

  function look(key = 'ada', more: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
    const config = loadConfig({
      MODE: 'local',
      DATA_DIR: dataDir,
      AUTHORITIES: 'azure-devops',
      AZURE_DEVOPS_URL: azureDevOps.url,
      AZURE_DEVOPS_PROFILE_URL: azureDevOps.url,
      ENTRA_AUTHORITY: world.entra.authority(),
      ENTRA_CLIENT_ID: world.entra.client.clientId,
      ENTRA_CLIENT_SECRET: world.entra.client.secret,
      ...more,
    });
    assert.ok(config.azureDevOps !== undefined);
    const { azureDevOps: settings } = config;
    const { clock } = world;
    return examinePerson({
      config,
      azureDevOps: settings,
      person: personOf(key),
      store: keptInFolder(dataDir),
      clock,
    });
  }

  it('lists the organizations, and tokens of the first', async () => {
    await keepSignIn('ada');
    azureDevOps.seedMany('ada', 'harbour', 3);
    const findings = await look();
    assert.deepEqual(problemsIn(findings), [], formatFindings(findings));
    assert.match(printed(findings, 'Kept sign-in'), /^ok .*ada@local\.example/);
    assert.match(printed(findings, 'Consent'), /^ok .*vso\.pats, vso\.pats_manage, vso\.profile/);
    assert.match(
      printed(findings, 'Organizations'),
      /^ok .*harbour, lighthouse\. harbour lists 3 active tokens/,
    );
    assert.deepEqual(azureDevOps.problems, []);
  });

  it('changes nothing in the data folder, also when the sign-in turns out to have ended', async () => {
    // So short that it is renewed for every use.
    world.entra.set({ accessTokenSeconds: 60 });
    await keepSignIn('ada');
    const before = await contents();
    assert.match(printed(await look(), 'Kept sign-in'), /^ok /);
    assert.ok(world.grants().includes('refresh_token'));
    world.entra.revokeSessions('ada');
    const findings = await look();
    assert.match(printed(findings, 'Kept sign-in'), /^not checked .*has ended.*\/pat signin/);
    assert.equal(await contents(), before);
  });

  it('says who is not signed in, and makes no key', async () => {
    assert.match(printed(await look(), 'Kept sign-in'), /^not checked .*nobody has signed in/);
    assert.deepEqual(await readdir(dataDir), []);
    await keepSignIn('ada');
    assert.match(printed(await look('ben'), 'Kept sign-in'), /^not checked .*is not signed in.*\/pat signin/);
  });

  it('notices a permission that was not granted', async () => {
    await keepSignIn('ada', (text) => text.replaceAll('/vso.pats_manage', '/vso.code'));
    // Azure DevOps itself is not asked for that permission here.
    azureDevOps.failAlways('list', { kind: 'status', status: 401, body: '{}' });
    const text = printed(await look(), 'Consent');
    assert.match(text, /^PROBLEM .*vso\.pats_manage not granted\. Add them.*step 5/);
  });

  it('notices that the key of the sign-ins is gone', async () => {
    await keepSignIn('ada');
    await rm(join(dataDir, 'cache-key.json'));
    const findings = await look('ada', { CACHE_KEY: OTHER_KEY });
    assert.match(printed(findings, 'Kept sign-in'), /^PROBLEM .*key is gone.*CACHE_KEY/);
  });

  it('notices somebody without an organization, an organization that refuses, and a service that is down', async () => {
    await keepSignIn('dana');
    assert.match(printed(await look('dana'), 'Organizations'), /^PROBLEM .*no organization/);
    await keepSignIn('ada');
    azureDevOps.failNext('list', { kind: 'status', status: 403, body: '{}' });
    const refused = await look();
    assert.match(formatFindings(refused), /PROBLEM +Organizations: .*doesn’t allow/);
    azureDevOps.failAlways('profile', { kind: 'status', status: 503 });
    assert.match(printed(await look(), 'Organizations'), /^PROBLEM .*can’t be reached/);
  });

  async function contents(): Promise<string> {
    const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const texts = await Promise.all(
      files.sort().map(async (file) => `${file}\n${await readFile(file, 'utf8')}`),
    );
    return texts.join('\n');
  }
});
