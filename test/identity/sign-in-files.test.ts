import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../src/core/store/store.ts';
import { openLowdb, temporaryFolder } from '../stores/lowdb/opened-lowdb-store.ts';
import { ADA, createSignInWorld, type SignInWorld } from './sign-in-world.ts';

const MINUTE = 60_000;
const PLACES = [
  ['sign-in', 'msal'],
  ['pending-sign-in', 'provisional'],
] as const;

describe('the refresh token of a sign-in, in the files of the data folder', () => {
  let world: SignInWorld;
  let dataDir: string;
  let store: Store;

  beforeEach(async () => {
    world = await createSignInWorld();
    dataDir = await temporaryFolder();
    store = await openLowdb(dataDir);
    useStore();
  });
  afterEach(async () => {
    await store.close();
    await world.close();
    await rm(dataDir, { recursive: true });
  });

  function useStore(): void {
    Object.assign(world.store.records, store.records);
  }

  async function texts(): Promise<string[]> {
    const names = await readdir(dataDir, { recursive: true });
    const paths = names.map((name) => join(dataDir, name));
    const there = await Promise.all(paths.map(async (path) => ((await stat(path)).isFile() ? [path] : [])));
    return Promise.all(there.flat().map((path) => readFile(path, 'utf8')));
  }

  /** Every refresh token that can be had from the files with the key: each once, however often it is there. */
  async function refreshTokens(): Promise<string[]> {
    const sealed = (await texts()).flatMap((text) => text.match(/v1\.[\w-]{8}\.[\w-]+/g) ?? []);
    const opened = sealed.flatMap((text) =>
      PLACES.map(([kind, key]) => world.sealer.open(ADA, kind, key, text) ?? ''),
    );
    const found = opened.flatMap(
      (text) => text.replaceAll('\\', '').match(/"RefreshToken":\{"[^}]*?"secret":"[^"]+/g) ?? [],
    );
    const secrets = found.map((text) => text.slice(text.lastIndexOf('"') + 1));
    for (const secret of secrets) assert.ok((await texts()).every((text) => !text.includes(secret)));
    return [...new Set(secrets)];
  }

  it('is there once while the sign-in waits for its code, and once it was confirmed', async () => {
    const code = await world.codeFor(ADA, 'ada');
    assert.equal((await refreshTokens()).length, 1);
    await world.signIn.confirm(ADA, code);
    assert.equal((await refreshTokens()).length, 1);
  });

  it('is gone when a wrong code was typed five times', async () => {
    await world.codeFor(ADA, 'ada');
    for (const _ of [1, 2, 3, 4, 5]) await assert.rejects(world.signIn.confirm(ADA, 'WRONG'));
    assert.deepEqual(await refreshTokens(), []);
  });

  it('is gone after its time although its person never comes back, also over a restart', async () => {
    await world.codeFor(ADA, 'ada');
    world.clock.advance(5 * MINUTE - 1_000);
    assert.equal(await store.records.deleteExpired(world.clock.now()), 0);
    assert.equal((await refreshTokens()).length, 1);
    await store.close();
    world.clock.advance(2_000);
    store = await openLowdb(dataDir);
    assert.equal(await store.records.deleteExpired(world.clock.now()), 1);
    assert.deepEqual(await refreshTokens(), []);
  });

  it('is that of the newest sign-in only, and gone after signing out', async () => {
    await world.signInOnPage(ADA, 'ada');
    const [first] = await refreshTokens();
    await world.signInOnPage(ADA, 'ada');
    const [second, ...more] = await refreshTokens();
    assert.deepEqual(more, []);
    assert.notEqual(second, first);
    world.clock.advance(2 * 60 * MINUTE);
    await world.signIn.forPerson(ADA);
    assert.equal((await refreshTokens()).length, 1);
    await world.signIn.forget(ADA);
    assert.deepEqual(await refreshTokens(), []);
  });
});
