import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { createTrackedAuthority } from '../../../src/authorities/tracked/tracked-authority.ts';
import type { AppCredential, Application } from '../../../src/core/applications/application.ts';
import { createApplicationWatch } from '../../../src/core/applications/application-watch.ts';
import { MOST_APPLICATIONS } from '../../../src/core/applications/following.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { type Actor, tokenState } from '../../../src/core/tokens/token.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, assertRefused, BOB, POLICY, sampleContact } from '../samples.ts';

const APP = '0aaaaaaa-1111-4111-8111-111111111111';
const idOf = (letter: string) => `${letter.repeat(8)}-2222-4222-8222-222222222222`;
const secretOf = (letter: string, days: number, name = letter): AppCredential => ({
  id: idOf(letter),
  name,
  end: START + days * DAY,
});

async function setUp({ administrators = [] as readonly Actor[] } = {}) {
  const [clock, store, log] = [createFixedClock(), createFakeStore(), createSilentLog()];
  const wake = sinon.fake();
  await store.contacts.save(sampleContact(ADA));
  const application: Application = {
    appId: APP,
    name: 'Shop',
    credentials: [secretOf('a', 60), secretOf('b', 200)],
    owners: [ADA.objectId],
  };
  const find = sinon.stub<[string], Promise<Application | undefined>>();
  find.resolves(application);
  const directory = { tenantId: ADA.tenantId, find };
  const deps = { clock, store, log, wake, policy: POLICY, newId: randomUUID, administrators };
  const service = createTokenService({
    ...deps,
    authorities: [createTrackedAuthority({ collections: [] })],
    organizationOf: createOrganizationOf({ known: [] }),
    applications: directory,
  });
  const newWatch = () => createApplicationWatch({ ...deps, directory, later: clock.later, pauseMs: 0 });
  const watch = newWatch();
  const set = (some: Partial<Application> | undefined) => {
    find.resolves(some === undefined ? undefined : { ...application, ...some });
  };
  const pass = async (hours = 1) => {
    clock.advance(hours * HOUR);
    await watch.runOnce();
  };
  const listed = async (person = ADA) =>
    (await store.tokens.list(person)).map(
      (token) => `${token.name} ${tokenState(token, clock.now())} ${(token.validTo - START) / DAY}`,
    );
  return { clock, store, log, wake, find, service, watch, newWatch, set, pass, listed };
}

describe('an application that is followed', () => {
  it('has each secret and certificate in the list with its real end, and a reminder of it', async () => {
    const { service, listed, store, wake } = await setUp();
    const { name, tokens } = await service.followApplication(ADA, APP.toUpperCase());
    assert.equal(name, 'Shop');
    assert.deepEqual(await listed(), ['Shop: a active 60', 'Shop: b active 200']);
    const [first] = tokens;
    assert.ok(first);
    assert.deepEqual(
      [first.authority, first.organization, first.createdBy, first.scopes],
      ['tracked', 'Shop', 'Microsoft Entra', []],
    );
    const notices = await store.listNotices(ADA, first.id);
    assert.deepEqual(
      notices.map(({ kind, dueAt }) => [kind, (dueAt - START) / DAY]),
      [
        ['expiring', 53],
        ['expired', 60],
      ],
    );
    assert.ok(wake.called);
    assert.equal(service.canRevoke(first), false);
    assert.deepEqual(
      store.events.map(({ action }) => action),
      ['track', 'track'],
    );
  });

  it('is as it was when it is asked for again, and has no name where a secret has none', async () => {
    const { service, listed, set } = await setUp();
    set({ credentials: [secretOf('a', 60, '')] });
    await service.followApplication(ADA, APP);
    await service.followApplication(ADA, APP);
    assert.deepEqual(await listed(), ['Shop: aaaaaaaa active 60']);
  });

  it('gets what is made later, follows a changed end, and lets go of what is removed', async () => {
    const { service, listed, set, pass, store } = await setUp();
    await service.followApplication(ADA, APP);
    set({ credentials: [secretOf('a', 90), secretOf('c', 400, 'renewed')] });
    await pass();
    assert.deepEqual(await listed(), [
      `Shop: b expired ${1 / 24}`,
      'Shop: a active 90',
      'Shop: renewed active 400',
    ]);
    const a = (await store.tokens.list(ADA)).find(({ name }) => name === 'Shop: a');
    const kinds = (await store.listNotices(ADA, a?.id ?? '')).map(({ state, dueAt }) => [
      state,
      (dueAt - START) / DAY,
    ]);
    assert.deepEqual(kinds, [
      ['dropped', 53],
      ['dropped', 60],
      ['waiting', 83],
      ['waiting', 90],
    ]);
    await pass();
    assert.equal((await listed()).length, 3);
  });

  it('is looked at once an hour, by one of several replicas', async () => {
    const { service, find, clock, watch, newWatch } = await setUp();
    await service.followApplication(ADA, APP);
    find.resetHistory();
    const others = [newWatch(), newWatch()];
    for (let hour = 0; hour < 3; hour += 1) {
      await Promise.all([watch, ...others].map((one) => one.runOnce()));
      clock.advance(HOUR);
    }
    assert.equal(find.callCount, 3);
  });

  it('ends in the list when it is gone, and comes back with what it gets', async () => {
    const { service, listed, set, pass } = await setUp();
    await service.followApplication(ADA, APP);
    set(undefined);
    await pass(24);
    assert.deepEqual((await listed()).sort(), ['Shop: a expired 1', 'Shop: b expired 1']);
    set({ credentials: [secretOf('d', 300)] });
    await pass(24);
    assert.deepEqual((await listed()).at(-1), 'Shop: d active 300');
  });

  it('stays as it is known while the directory does not answer', async () => {
    const { service, listed, find, watch, clock } = await setUp();
    await service.followApplication(ADA, APP);
    find.rejects(new Error('no answer'));
    clock.advance(HOUR);
    await assert.rejects(watch.runOnce(), /no answer/);
    assert.deepEqual(await listed(), ['Shop: a active 60', 'Shop: b active 200']);
    await assertRefused('unreachable', () => service.followApplication(ADA, APP));
  });

  it('is forgotten with its last secret, and followed again, all of it, when somebody asks', async () => {
    const { service, listed, set, pass, store, find } = await setUp();
    const { tokens } = await service.followApplication(ADA, APP);
    for (const { id } of tokens) await service.revoke(ADA, id);
    find.resetHistory();
    set({ credentials: [secretOf('a', 60), secretOf('c', 300)] });
    await pass();
    assert.equal(find.callCount, 0);
    await service.followApplication(ADA, APP);
    assert.deepEqual(
      (await listed()).filter((line) => line.includes('active')),
      ['Shop: a active 60', 'Shop: c active 300'],
    );
    assert.equal((await store.tokens.list(ADA)).length, 4);
    await pass();
    assert.equal((await store.tokens.list(ADA)).length, 4);
  });

  it('leaves out what somebody has forgotten while they follow the rest', async () => {
    const { service, pass, listed } = await setUp();
    const { tokens } = await service.followApplication(ADA, APP);
    await service.revoke(ADA, tokens[0]?.id ?? '');
    await pass();
    assert.deepEqual(await listed(), ['Shop: a revoked 60', 'Shop: b active 200']);
  });
});

describe('whoever follows an application', () => {
  it('is one of its owners or an administrator; for others it is not there', async () => {
    const { service } = await setUp();
    await assertRefused('not-found', () => service.followApplication(BOB, APP));
    const { service: another } = await setUp({ administrators: [BOB] });
    assert.equal((await another.followApplication(BOB, APP)).tokens.length, 2);
  });

  it('hears of nothing that is made after they owned it', async () => {
    const { service, set, pass, listed } = await setUp();
    await service.followApplication(ADA, APP);
    set({ owners: [BOB.objectId], credentials: [secretOf('a', 60), secretOf('c', 300)] });
    await pass();
    assert.deepEqual(await listed(), ['Shop: a active 60', 'Shop: b active 200']);
  });

  it('is of the tenant that is looked at, and no guest', async () => {
    const { service } = await setUp();
    const far = { ...ADA, tenantId: '22222222-2222-4222-8222-222222222222' };
    await assertRefused('refused', () => service.followApplication(far, APP));
    await assertRefused('refused', () => service.followApplication({ ...ADA, isGuest: true }, APP));
  });

  it('follows twenty at most', async () => {
    const { service, find, clock } = await setUp();
    find.callsFake(async (appId) => ({
      appId,
      name: appId,
      credentials: [{ ...secretOf('a', 60), id: appId }],
      owners: [ADA.objectId],
    }));
    const appOf = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;
    for (let n = 0; n < MOST_APPLICATIONS; n += 1) await service.followApplication(ADA, appOf(n));
    clock.advance(HOUR);
    await assertRefused('refused', () => service.followApplication(ADA, appOf(99)));
    await service.followApplication(ADA, appOf(3));
  });

  it('waits after twenty questions at once, because all share what the directory answers', async () => {
    const { service, find, clock } = await setUp();
    for (let n = 0; n < 20; n += 1) await service.followApplication(ADA, APP);
    await assertRefused('throttled', () => service.followApplication(ADA, APP));
    assert.equal(find.callCount, 20);
    clock.advance(2 * 60_000);
    await service.followApplication(ADA, APP);
  });

  it('is told that nobody looks there where that is so', async () => {
    const { clock, store, log } = await setUp();
    const service = createTokenService({
      clock,
      store,
      log,
      policy: POLICY,
      wake: () => {},
      authorities: [],
      organizationOf: createOrganizationOf({ known: [] }),
    });
    assert.equal(service.followsApplications, false);
    await assertRefused('refused', () => service.followApplication(ADA, APP));
  });
});
