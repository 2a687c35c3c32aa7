import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.ts';
import { createGroupedChanges } from '../../../src/stores/postgres/grouped-changes.ts';
import {
  ada,
  ben,
  insertOf,
  noticeOf,
  renewalOf,
  revocationOf,
  START,
  silentLog,
  tokenOf,
} from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

const COUNT = 250;
const END = START + 90 * 24 * 60 * 60 * 1000;

describe('changes of one person’s tokens that come together', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let database: Database;
  let transactions = 0;

  beforeEach(async () => {
    opened = await openedPostgresStore();
    database = createDatabase({ databaseUrl: new Secret(opened.databaseUrl), log: silentLog });
    transactions = 0;
  });
  afterEach(async () => {
    await database.close();
    await opened.close();
  });

  const grouped = () =>
    createGroupedChanges(
      {
        ...database,
        changePerson: (person, work) => {
          transactions += 1;
          return database.changePerson(person, work);
        },
      },
      'store',
    );

  async function inserted(count: number, owner = ada): Promise<readonly Token[]> {
    const tokens = Array.from({ length: count }, () => tokenOf(owner));
    for (const token of tokens) await opened.store.tokens.insert(insertOf(token, { maxActive: count }));
    return tokens;
  }

  async function noticesOf(token: Token): Promise<string[]> {
    const notices = await opened.store.listNotices(token.owner, token.id);
    return notices.map(({ kind, state, reason = '' }) => `${kind} ${state} ${reason}`.trim()).sort();
  }

  async function eventsPerToken(action: string): Promise<unknown> {
    const { rows } = await opened.postgres.run(
      opened.databaseUrl,
      `SELECT count(*)::int AS events, count(DISTINCT token_id)::int AS tokens FROM patkeeper.audit_events WHERE action = '${action}'`,
    );
    return rows[0];
  }

  it('are written in few transactions, each with its own event and notices', async () => {
    const [tokens, [other]] = [await inserted(COUNT), await inserted(1, ben)];
    const change = grouped();
    const now = START + 1;
    const answers = await Promise.all(
      tokens.map((token, i) =>
        change(
          revocationOf(token, now + i, {
            notices: i % 2 === 0 ? [noticeOf(token, 'revoked', { dueAt: now })] : [],
            dropOpenNotices: `reason ${i}`,
          }),
        ),
      ),
    );
    assert.ok(transactions <= 4, `${transactions} transactions`);
    assert.deepEqual(
      answers.map((answer) => answer?.revokedAt),
      tokens.map((_, i) => now + i),
    );
    const kept = await opened.store.tokens.list(ada);
    const revoked = new Map(kept.map(({ id, revokedAt }) => [id, revokedAt]));
    for (const [i, token] of tokens.entries()) assert.equal(revoked.get(token.id), now + i);
    assert.deepEqual(await eventsPerToken('revoke'), { events: COUNT, tokens: COUNT });
    for (const i of [0, 1, 120, COUNT - 1]) {
      const owed = i % 2 === 0 ? ['revoked waiting'] : [];
      const dropped = [`created dropped reason ${i}`, `expiring dropped reason ${i}`];
      assert.deepEqual(await noticesOf(tokens[i] ?? assert.fail()), [...dropped, ...owed]);
    }
    assert.ok(other);
    assert.equal((await opened.store.tokens.find(ben, other.id))?.revokedAt, undefined);
    assert.deepEqual(await noticesOf(other), ['created waiting', 'expiring waiting']);
  });

  it('see what became of an earlier change of the same token', async () => {
    const [first, second] = await inserted(2);
    assert.ok(first && second);
    const change = grouped();
    const answers = await Promise.all([
      change(revocationOf(second)),
      change(renewalOf(first, END)),
      change(revocationOf(first)),
      change(renewalOf(first, END + 1)),
      change(revocationOf(second)),
    ]);
    assert.deepEqual(
      answers.map((answer) => [answer?.validTo === END, answer?.revokedAt !== undefined]),
      [
        [false, true],
        [true, false],
        [true, true],
        [false, false],
        [false, false],
      ],
    );
    assert.equal(answers[3], undefined);
    assert.deepEqual(await eventsPerToken('revoke'), { events: 2, tokens: 2 });
    assert.deepEqual(await noticesOf(first), [
      'created dropped the token was revoked',
      'expiring dropped the token was renewed',
      'expiring dropped the token was revoked',
    ]);
  });

  it('don’t fail because of one that the database refuses', async () => {
    const tokens = await inserted(6);
    const change = grouped();
    const bad = 4;
    const wrong = (token: Token) => [noticeOf(token, 'revoked', { state: 'nonsense' as 'waiting' })];
    const answers = await Promise.allSettled(
      tokens.map((token, i) =>
        change(revocationOf(token, START + 1, i === bad ? { notices: wrong(token) } : {})),
      ),
    );
    assert.deepEqual(
      answers.map(({ status }) => status === 'rejected'),
      tokens.map((_, i) => i === bad),
    );
    const revoked = (await opened.store.tokens.list(ada)).filter(({ revokedAt }) => revokedAt !== undefined);
    assert.deepEqual(
      revoked.map(({ id }) => id).sort(),
      tokens
        .filter((_, i) => i !== bad)
        .map(({ id }) => id)
        .sort(),
    );
    assert.deepEqual(await eventsPerToken('revoke'), { events: 5, tokens: 5 });
    assert.deepEqual(await noticesOf(tokens[bad] ?? assert.fail()), ['created waiting', 'expiring waiting']);
  });

  it('wait for nobody when they come one after the other', async () => {
    const [first, second] = await inserted(2);
    assert.ok(first && second);
    const change = grouped();
    assert.ok(await change(revocationOf(first)));
    assert.ok(await change(revocationOf(second)));
    assert.equal(transactions, 2);
  });
});
