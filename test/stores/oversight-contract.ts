import assert from 'node:assert/strict';
import type { BeyondRule, TokenFilter, TokenQuery } from '../../src/core/store/oversight.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import {
  ada,
  ben,
  contactOf,
  DAY,
  insertOf,
  noticeOf,
  otherAda,
  revocationOf,
  START,
  shoutedAda,
  tokenOf,
} from './fixtures.ts';
import type { OpenedStore, TestedStore } from './opened-store.ts';

const NOW = START + DAY;
const RULE: BeyondRule = {
  makers: ['builtin'],
  forbidden: ['vso.code_full'],
  verified: ['builtin'],
  organizations: ['example', 'other'],
  latestEnd: START + 365 * DAY,
};

/** What everybody's tokens are asked for. */
export function describeOversight(given: () => OpenedStore): void {
  let opened: OpenedStore;
  let store: TestedStore;
  beforeEach(() => {
    opened = given();
    ({ store } = opened);
  });

  const add = async (...tokens: Token[]): Promise<void> => {
    for (const token of tokens) await store.tokens.insert(insertOf(token));
  };
  const ids = async (filter: TokenFilter, more: Partial<TokenQuery> = {}): Promise<string[]> => {
    const query = { filter, sort: 'ends' as const, now: NOW, limit: 50, ...more };
    const found = (await store.oversight.findTokens(query)).map(({ id }) => id);
    if (more.after === undefined && found.length < query.limit)
      assert.equal(await store.oversight.countTokens(filter, NOW, 50), found.length);
    return found;
  };

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await ids({}), []);
    assert.equal(await store.oversight.countTokens({}, NOW, 10), 0);
  });

  it('gives the tokens of everybody, the soonest to end or the newest first', async () => {
    const late = tokenOf(ada, { validTo: START + 90 * DAY, createdAt: START - 2 * DAY });
    const soon = tokenOf(ben, { validTo: START + 2 * DAY, createdAt: START - DAY });
    const far = tokenOf(otherAda, { validTo: START + 60 * DAY, createdAt: START - 3 * DAY });
    await add(late, soon, far);
    assert.deepEqual(await ids({}), [soon.id, far.id, late.id]);
    assert.deepEqual(await ids({}, { sort: 'newest' }), [soon.id, late.id, far.id]);
    assert.deepEqual(await store.oversight.findTokens({ filter: {}, sort: 'ends', now: NOW, limit: 1 }), [
      soon,
    ]);
  });

  for (const sort of ['ends', 'newest'] as const) {
    it(`goes through pages by key without a gap, also where many are alike (${sort})`, async () => {
      await add(...Array.from({ length: 7 }, () => tokenOf(ada)));
      const all = await ids({}, { sort });
      assert.equal(all.length, 7);
      const paged: string[] = [];
      let after: TokenQuery['after'];
      for (let page = 0; page < 4; page += 1) {
        const found = await store.oversight.findTokens({
          filter: {},
          sort,
          now: NOW,
          limit: 3,
          ...(after === undefined ? {} : { after }),
        });
        paged.push(...found.map(({ id }) => id));
        const last = found.at(-1);
        if (last !== undefined) after = { at: sort === 'ends' ? last.validTo : last.createdAt, id: last.id };
      }
      assert.deepEqual(paged, all);
    });
  }

  it('finds by each filter what it says, and nothing else', async () => {
    const plain = tokenOf(ada, { name: 'Plain' });
    const elsewhere = tokenOf(ben, { organization: 'other', name: 'Elsewhere' });
    const { digest: _, ...foreign } = tokenOf(ben, { authority: 'azure-devops', name: 'Foreign' });
    const full = tokenOf(ada, { scopes: ['vso.code_full', 'vso.packaging'], name: 'Full' });
    const removed = tokenOf(ada, { organization: 'gone', name: 'Removed' });
    const long = tokenOf(ben, { validTo: START + 500 * DAY, name: 'Long 100%_' });
    const ended = tokenOf(ada, { validTo: START + 1, name: 'Ended' });
    const old = tokenOf(ben, { createdAt: START - 90 * DAY, name: 'Old' });
    const used = tokenOf(ben, { createdAt: START - 90 * DAY, name: 'Used' });
    await add(plain, elsewhere, foreign, full, removed, long, ended, old, used);
    await store.tokens.recordUse(ben, used.id, { at: START, service: 'git' });
    await store.tokens.change(revocationOf(plain));
    const one = async (filter: TokenFilter, ...expected: Token[]) =>
      assert.deepEqual((await ids(filter)).sort(), expected.map(({ id }) => id).sort());
    await one({ owner: shoutedAda }, plain, full, removed, ended);
    await one({ owner: otherAda });
    await one({ organization: 'other' }, elsewhere);
    await one({ authority: 'azure-devops' }, foreign);
    await one({ scopes: ['vso.packaging', 'vso.build'] }, full);
    await one({ state: 'revoked' }, plain);
    await one({ state: 'expired' }, ended);
    await one({ state: 'active' }, elsewhere, foreign, full, removed, long, old, used);
    await one({ endsBefore: START + DAY }, ended);
    await one({ createdBefore: START - DAY }, old, used);
    await one({ idleSince: START - DAY }, old);
    await one({ beyond: RULE }, full, removed, long);
    await one({ beyond: { ...RULE, forbidden: [], organizations: ['example', 'other', 'gone'] } }, long);
    await one({ name: 'long' }, long);
    await one({ name: 'long 1%' });
    await one({ name: 'ong' });
    await one({ state: 'active', owner: ada, scopes: ['vso.packaging'] }, full);
  });

  it('sorts and pages what is beyond the policy for several reasons as one', async () => {
    const both = tokenOf(ada, { scopes: ['vso.code_full'], organization: 'gone', validTo: START + 9 * DAY });
    const one = tokenOf(ada, { organization: 'gone', validTo: START + 8 * DAY });
    const late = tokenOf(ada, { validTo: START + 500 * DAY });
    await add(both, one, late);
    assert.deepEqual(await ids({ beyond: RULE }), [one.id, both.id, late.id]);
    assert.deepEqual(await ids({ beyond: RULE }, { limit: 2 }), [one.id, both.id]);
    const after = { at: both.validTo, id: both.id };
    assert.deepEqual(await ids({ beyond: RULE }, { after }), [late.id]);
  });

  it('finds the tokens of people who can’t be reached, and those with messages that were given up', async () => {
    const [far, near] = [tokenOf(ada), tokenOf(ben)];
    await add(far, near);
    await store.contacts.save(contactOf(ada));
    await store.contacts.save(contactOf(ben));
    await store.contacts.setUnreachable(ada, 'blocked');
    assert.deepEqual(await ids({ unreachable: true }), [far.id]);
    assert.deepEqual(await ids({ undelivered: true }), []);
    const due = await store.notices.claimDue({ now: NOW, leaseMs: 1000, limit: 9 });
    const lost = due.find(({ id }) => id === noticeOf(near).id);
    assert.ok(lost !== undefined);
    await store.notices.settle(lost, { state: 'failed', reason: 'refused' }, NOW);
    assert.deepEqual(await ids({ undelivered: true }), [near.id]);
  });

  it('counts no further than it is asked to', async () => {
    await add(...Array.from({ length: 5 }, () => tokenOf(ada)));
    assert.equal(await store.oversight.countTokens({}, NOW, 3), 3);
    assert.equal(await store.oversight.countTokens({ beyond: { ...RULE, latestEnd: START } }, NOW, 3), 3);
  });

  it('finds people by words of their names and by id', async () => {
    await store.contacts.save(contactOf(ada, { name: 'Ada Park' }));
    await store.contacts.save(contactOf(ben, { name: 'Ben 100%' }));
    await store.contacts.setUnreachable(ben, 'blocked');
    const find = async (words: string, people = [ada].slice(1)) =>
      (await store.oversight.findPeople({ words, ids: people, limit: 9 })).map(({ name }) => name);
    assert.deepEqual(await find('PARK'), ['Ada Park']);
    assert.deepEqual(await find('a'), ['Ada Park']);
    assert.deepEqual(await find('%'), ['Ben 100%']);
    assert.deepEqual(await find(''), []);
    assert.deepEqual(await find('', [shoutedAda, ben]), ['Ada Park', 'Ben 100%']);
    const [found] = await store.oversight.findPeople({ words: 'ben', ids: [], limit: 1 });
    assert.deepEqual(found, { person: ben, name: 'Ben 100%', unreachable: 'blocked' });
  });

  it('finds people who never met the bot by what an authority calls them', async () => {
    await store.accounts.saveMemberName(ada, 'Park, Ada');
    await store.accounts.saveMemberName(ben, 'Ito, Ben');
    await store.contacts.save(contactOf(ben, { name: 'Ben' }));
    const found = await store.oversight.findPeople({ words: 'park', ids: [ben], limit: 9 });
    assert.deepEqual(found, [
      { person: ben, name: 'Ben' },
      { person: ada, name: 'Park, Ada' },
    ]);
    assert.deepEqual(await store.oversight.findPeople({ words: 'ito', ids: [], limit: 9 }), []);
  });

  it('keeps who ended a token', async () => {
    const token = tokenOf(ada);
    await add(token);
    const endedBy = { name: 'Cleo', reason: 'left', request: 'job' };
    await store.tokens.change(revocationOf(token, NOW, { set: { revokedAt: NOW, endedBy } }));
    const kept = await (await opened.reopen()).tokens.find(ada, token.id);
    assert.deepEqual(kept, { ...token, revokedAt: NOW, endedBy });
  });
}
