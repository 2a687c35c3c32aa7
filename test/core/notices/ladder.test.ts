import assert from 'node:assert/strict';
import {
  chosenReminders,
  escalatesAt,
  isSettled,
  noticeForReader,
  noticeOfDecline,
  noticeOfEnd,
  readAboutOwner,
  readerOf,
  tokenOwnerOf,
  whyNotReminded,
} from '../../../src/core/notices/ladder.ts';
import { notice } from '../../../src/core/notices/notices.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, sampleToken } from '../samples.ts';

const living = (ms: number, some: Partial<Token> = {}) => sampleToken({ validTo: START + ms, ...some });
const OVERLAP = {
  state: 'overlap',
  startedAt: START,
  successorId: 'x',
  lastValidTo: START,
  endsItself: true,
} as const;
const shared = sampleToken({ reader: { objectId: BOB.objectId, name: 'Bob', declined: [] } });

describe('the reminders that an owner chose', () => {
  const kinds = (token: Token, choice = { month: true, day: true }) =>
    chosenReminders(token, choice).map(({ kind, dueAt }) => [kind, (token.validTo - dueAt) / DAY]);

  it('are one 30 days and one a day before the end, and none without a choice', () => {
    assert.deepEqual(kinds(living(90 * DAY)), [
      ['expiring-month', 30],
      ['expiring-day', 1],
    ]);
    assert.deepEqual(kinds(living(90 * DAY), { month: false, day: false }), []);
    assert.deepEqual(chosenReminders(living(90 * DAY), {}), []);
  });

  it('are none at once: a token for 30 days is not reminded of when it is made', () => {
    assert.deepEqual(kinds(living(30 * DAY + HOUR)), [['expiring-day', 1]]);
    assert.deepEqual(kinds(living(30 * DAY + HOUR + 1))[0], ['expiring-month', 30]);
  });

  it('count from a renewal, and from when a token made elsewhere was found', () => {
    for (const since of ['renewedAt', 'foundAt'] as const)
      assert.deepEqual(kinds(living(90 * DAY, { [since]: START + 61 * DAY })), [['expiring-day', 1]], since);
  });
});

describe('an end that somebody else is told of', () => {
  it('is told a day before it, or seven days where its owner can’t be reached', () => {
    const token = living(90 * DAY);
    assert.equal(escalatesAt(token, false), token.validTo - DAY);
    assert.equal(escalatesAt(token, true), token.validTo - 7 * DAY);
  });

  it('leaves the owner of a short life twelve hours to answer the reminder', () => {
    const token = living(5 * DAY);
    assert.equal(escalatesAt(token, false), token.validTo - 12 * HOUR);
    assert.equal(escalatesAt(token, true), token.validTo - DAY);
  });

  it('is told of no token that lives too short for a reminder, nor twice, nor when it is settled', () => {
    const validTo = START + 90 * DAY;
    assert.equal(escalatesAt(living(2 * DAY), true), undefined);
    assert.equal(escalatesAt(living(90 * DAY, { escalatedEnd: validTo }), true), undefined);
    assert.notEqual(escalatesAt(living(90 * DAY, { escalatedEnd: validTo - DAY }), true), undefined);
    for (const some of [{ answeredEnd: validTo }, { rotation: OVERLAP }, { refusedSince: START }]) {
      assert.equal(isSettled(living(90 * DAY, some)), true);
      assert.equal(escalatesAt(living(90 * DAY, some), true), undefined);
    }
    const open = { answeredEnd: validTo - DAY, rotation: { state: 'undone', startedAt: START } } as const;
    assert.equal(isSettled(living(90 * DAY, open)), false);
  });
});

describe('the messages of second readers', () => {
  const about = { ownerName: ADA.name, isUnreachable: true };

  it('go to the reader, and say whose token it is', () => {
    const asked = noticeForReader(shared, BOB, ADA.name, START);
    assert.deepEqual([asked.kind, asked.owner], ['reader-asked', BOB]);
    assert.deepEqual(tokenOwnerOf(asked), shared.owner);
    const ends = noticeOfEnd(shared, BOB, about, START);
    assert.deepEqual([ends.kind, ends.owner], ['reader-ends', BOB]);
    assert.deepEqual(readAboutOwner(ends), { owner: ADA.objectId, ...about });
    assert.deepEqual(tokenOwnerOf(notice(shared, 'expiring', START)), shared.owner);
  });

  it('are another one for each reader, and the same however an id is written', () => {
    const upper = { ...BOB, objectId: BOB.objectId.toUpperCase() };
    for (const make of [
      (reader: typeof BOB) => noticeForReader(shared, reader, ADA.name, START),
      (reader: typeof BOB) => noticeOfEnd(shared, reader, about, START),
      (reader: typeof BOB) => noticeOfDecline(shared, reader, 'Bob', START),
    ]) {
      assert.equal(make(BOB).id, make(upper).id);
      assert.notEqual(make(BOB).id, make(ADA).id);
    }
  });

  it('tell the owner who declined', () => {
    const declined = noticeOfDecline(shared, BOB, 'Bob', START);
    assert.deepEqual(
      [declined.kind, declined.owner, declined.detail, declined.tokenId],
      ['reader-declined', shared.owner, 'Bob', shared.id],
    );
  });

  it('name nobody where it can’t be read whose token it is', () => {
    const ends = noticeOfEnd(shared, BOB, about, START);
    for (const detail of ['', 'Ada', 'null'])
      assert.equal(tokenOwnerOf({ ...ends, detail }).objectId, '', detail);
    const { detail: _, ...without } = ends;
    assert.deepEqual(readAboutOwner(without), { owner: '', ownerName: '' });
    assert.deepEqual(
      readAboutOwner({ ...ends, detail: '{"owner":1,"ownerName":[],"isUnreachable":"yes"}' }),
      {
        owner: '',
        ownerName: '',
        isUnreachable: false,
      },
    );
  });

  it('are for one who is chosen', () => {
    assert.deepEqual(readerOf(shared), { tenantId: ADA.tenantId, objectId: BOB.objectId });
    assert.equal(readerOf(sampleToken({ reader: { declined: [] } })), undefined);
    assert.equal(readerOf(sampleToken()), undefined);
  });
});

describe('a reminder', () => {
  const token = living(90 * DAY);
  const month = notice(token, 'expiring-month', token.validTo - 30 * DAY);

  it('of 30 days gives way to that of seven', () => {
    const due = token.validTo - 7 * DAY;
    assert.equal(whyNotReminded(month, token, due - 1), undefined);
    assert.equal(whyNotReminded(month, token, due), 'the next reminder says it');
    assert.equal(whyNotReminded(notice(token, 'expiring', due), token, due), undefined);
  });

  it('is of no use for a token that is being replaced, and whose owner knows the end', () => {
    assert.equal(
      whyNotReminded(month, { ...token, rotation: OVERLAP }, START),
      'the token is being replaced',
    );
    assert.equal(
      whyNotReminded(month, { ...token, answeredEnd: token.validTo }, START),
      'its owner knows the end',
    );
  });
});
