import assert from 'node:assert/strict';
import { createAdministrationAudit } from '../../../src/core/administration/administration-audit.ts';
import { createMemberLeavers } from '../../../src/core/administration/member-leavers.ts';
import { createMemberTokens } from '../../../src/core/administration/member-tokens.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import type { AccountState } from '../../../src/core/leavers/directory.ts';
import type { LeaverNews } from '../../../src/core/leavers/leaver-news.ts';
import { createLeavers, type Leavers } from '../../../src/core/leavers/leavers.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/timing/durations.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore, type FakeStore } from '../../support/fake-store.ts';
import { createFixedClock, type FixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';
import { AUDITOR, BOSS, CHIEF } from './admin-world.ts';
import { createFakeMembers, type FakeMembers, fakeSignInThere, signInThere } from './fake-members.ts';

const GONE = '00000000-0000-4000-8000-0000000000aa';
const owner = { tenantId: BOSS.tenantId, objectId: GONE };

describe('the tokens that an authority keeps for somebody who left', () => {
  let store: FakeStore;
  let clock: FixedClock;
  let there: FakeMembers;
  let leavers: Leavers;
  let news: LeaverNews[];
  let state: AccountState;

  const look = async () => {
    const holders = await leavers.holders();
    await leavers.revokeDue(holders);
    await leavers.goThrough(holders, () => state);
  };
  const active = async () =>
    (await store.tokens.list(owner)).filter(({ revokedAt }) => revokedAt === undefined);
  const validThere = () => [...there.tokens.values()].flat().filter(({ isValid }) => isValid);

  beforeEach(async () => {
    store = createFakeStore();
    clock = createFixedClock();
    there = createFakeMembers();
    news = [];
    state = 'active';
    // Found by object id there, as the real one does.
    there.search = async (_person, _organization, words) =>
      there.people.filter(({ objectId }) => objectId === words);
    const log = createSilentLog();
    const ending = createMemberLeavers({
      administration: there,
      administrators: [BOSS, CHIEF],
      signIn: fakeSignInThere(there),
      clock,
      log,
    });
    leavers = createLeavers({
      clock,
      store,
      administrators: { tell: async (told) => void news.push(told) },
      authorities: [there.id],
      ending,
      graceMs: DAY,
      log,
    });
    signInThere(there, BOSS);
    const member = there.add(GONE, 2, clock.now() + 90 * DAY);
    let made = 0;
    const newId = () => `id-${++made}`;
    const audit = createAdministrationAudit({ store, clock, log, newId });
    await createMemberTokens({ administration: there, store, audit, clock, newId }).look(
      BOSS,
      'harbour',
      member,
    );
  });

  it('are revoked there after the grace, also those that nobody here knew, and those that look invalid meanwhile', async () => {
    there.add('00000000-0000-4000-8000-0000000000ab', 1, clock.now() + 90 * DAY);
    state = 'disabled';
    await look();
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['left'],
    );
    assert.equal((await active()).length, 2);
    const made = there.tokens.get('aad.0') ?? [];
    const [first] = made;
    assert.ok(first !== undefined);
    there.tokens.set('aad.0', [
      ...made,
      { ...first, externalId: 'made since' },
      { ...first, externalId: 'asleep', isValid: false },
    ]);
    clock.advance(DAY - MINUTE);
    await look();
    assert.equal((await active()).length, 2, 'the grace is not over');
    clock.advance(MINUTE);
    await look();
    assert.equal((await active()).length, 0);
    assert.ok(there.calls.includes('revoke 4 in harbour'));
    assert.equal(validThere().length, 1, 'others keep theirs');
    const written = store.events.filter(({ action }) => action === 'revoke').map(({ detail }) => detail);
    assert.equal(written.length, 3);
    assert.match(written[2] ?? '', new RegExp(`${BOSS.objectId}; 1 tokens that were not known here`));
  });

  it('stay revoked when the account comes back in time for them to work again', async () => {
    state = 'disabled';
    await look();
    state = 'active';
    await look();
    clock.advance(DAY);
    await look();
    assert.equal((await active()).length, 0);
    assert.equal(validThere().length, 0);
  });

  it('work on where an administrator says that nobody left', async () => {
    state = 'disabled';
    await look();
    assert.equal(await leavers.spare(owner), true);
    clock.advance(2 * DAY);
    await look();
    assert.equal((await active()).length, 2);
    assert.equal(validThere().length, 2);
  });

  it('wait for an administrator who is signed in there, and administrators hear of it once a day', async () => {
    there.signedIn.clear();
    // Neither an auditor nor somebody without a role counts.
    signInThere(there, AUDITOR);
    state = 'disabled';
    await look();
    clock.advance(DAY);
    for (let hours = 0; hours < 3; hours += 1) {
      await look();
      clock.advance(HOUR);
    }
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['left', 'not-ended'],
    );
    assert.equal((await active()).length, 2);
    signInThere(there, CHIEF);
    await look();
    assert.equal((await active()).length, 0);
    clock.advance(DAY);
    await look();
    assert.equal(news.length, 2);
  });

  it('are revoked as the next administrator where one may not, and later where none may', async () => {
    signInThere(there, CHIEF);
    state = 'disabled';
    await look();
    clock.advance(DAY);
    const refusal = () => new PatkeeperError('refused.not-token-administrator', { organization: 'harbour' });
    there.failures.push(refusal(), refusal());
    await look();
    assert.equal((await active()).length, 2);
    await look();
    assert.equal((await active()).length, 2, 'not again at once');
    clock.advance(15 * MINUTE);
    there.failures.push(refusal());
    await look();
    assert.equal((await active()).length, 0);
    const [event] = store.events.filter(({ action }) => action === 'revoke');
    assert.match(event?.detail ?? '', new RegExp(CHIEF.objectId));
  });

  describe('in organizations where none of their tokens is known here', () => {
    const OTHER = '00000000-0000-4000-8000-0000000000ac';
    const other = { tenantId: BOSS.tenantId, objectId: OTHER };
    const digest = { selector: 'selector', digest: 'digest', pepper: 1 };
    const lookUps = () => there.calls.filter((call) => call.startsWith('tokens of aad.1'));

    beforeEach(async () => {
      there.add(OTHER, 2, clock.now() + 90 * DAY);
      await store.tokens.insert(
        insertOf(sampleToken({ owner: other, digest, validTo: clock.now() + 90 * DAY })),
      );
      state = 'disabled';
      await look();
      clock.advance(DAY);
    });

    it('are looked for once, and revoked', async () => {
      await look();
      await look();
      assert.ok(there.calls.includes('revoke 2 in harbour'));
      assert.equal(validThere().length, 0);
      const details = store.events
        .filter(({ owner: of }) => of?.objectId === OTHER)
        .map(({ detail }) => detail);
      assert.ok(details.some((detail) => /; 2 tokens that were not known here$/.test(detail ?? '')));
      clock.advance(HOUR);
      await look();
      assert.equal(lookUps().length, 1);
    });

    it('wait for an administrator who is signed in there', async () => {
      there.signedIn.clear();
      await look();
      assert.equal(validThere().length, 4);
      signInThere(there, CHIEF);
      clock.advance(15 * MINUTE);
      await look();
      assert.equal(validThere().length, 0);
    });

    it('are looked for again when the authority does not answer, and not where no administrator may', async () => {
      await leavers.spare(owner);
      there.failures.push(new PatkeeperError('unreachable.azure-devops'));
      await look();
      assert.equal(validThere().length, 4);
      clock.advance(15 * MINUTE);
      there.failures.push(new PatkeeperError('refused.not-token-administrator', { organization: 'harbour' }));
      await look();
      clock.advance(DAY);
      await look();
      assert.equal(lookUps().length, 0);
    });
  });
});
