import assert from 'node:assert/strict';
import { type Notice, noticeAboutPerson, noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Settlement } from '../../../src/core/store/notices.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { undeliveredLine, undeliveredNews, undeliveredText } from '../../../src/teams/cards/undelivered.ts';
import { list } from '../../../src/teams/features/list.ts';
import { show } from '../../../src/teams/features/show.ts';
import { sampleToken } from '../../core/samples.ts';
import {
  ADA,
  BEN,
  createFeatureWorld,
  dataOf,
  ENGLISH,
  type FeatureWorld,
} from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const token = sampleToken();
const [created, expiring] = noticesForNew(token);
assert.ok(created && expiring);
const failed = (notice: Notice): Notice => ({
  ...notice,
  state: 'failed',
  settledAt: START + DAY,
  reason: 'the Bot Connector answered 504',
});

describe('the words about messages that did not arrive', () => {
  it('are none when all did', () => {
    assert.equal(undeliveredLine(token, [], ENGLISH), '');
    assert.equal(undeliveredLine(sampleToken({ id: 'another' }), [failed(created)], ENGLISH), '');
  });

  it('name the latest on a list, and all of them with time and reason on the card', () => {
    const both = [failed(expiring), failed(created)];
    assert.equal(
      undeliveredLine(token, both, ENGLISH),
      'My reminder before its end didn’t reach you, and neither did 1 more',
    );
    assert.equal(
      undeliveredText(failed(created), ENGLISH),
      'My message that it was created didn’t reach you. I stopped trying on 16 Jan 2026, 09:30 UTC (Teams answered 504).',
    );
  });

  it('say the reason in the reader’s language, and an English one to English readers only', () => {
    const said = (reason: string, language: string) =>
      /\((.*)\)/.exec(undeliveredText({ ...failed(created), reason }, sentencesOf(language)))?.[1];
    for (const [reason, english, german] of [
      [
        'the Bot Connector answered 403 BotNotInConversationRoster',
        'The bot is not in the chat',
        'Der Bot ist nicht im Chat',
      ],
      [
        'no connection to the Bot Connector (ECONNREFUSED)',
        'Teams couldn’t be reached',
        'Teams war nicht erreichbar',
      ],
      [
        'nobody knows whether it arrived',
        'nobody knows whether it arrived',
        'niemand weiß, ob sie angekommen ist',
      ],
      ['the Bot Connector answered 403', 'Teams answered 403', 'Teams hat mit 403 geantwortet'],
      ['melted', 'melted', undefined],
    ] as const)
      assert.deepEqual([said(reason, 'en'), said(reason, 'de')], [english, german]);
  });

  it('say nothing about the reminder of an end that the token no longer has', () => {
    const renewed = { ...token, validTo: token.validTo + DAY };
    assert.equal(undeliveredLine(renewed, [failed(expiring)], ENGLISH), '');
  });

  it('tell for a month of one that was about no single token', () => {
    const about = failed(noticeAboutPerson('signed-out', ADA, START, 'Sign in.'));
    assert.equal(
      undeliveredNews([failed(created), about], START + 31 * DAY, ENGLISH),
      'My message that you have to sign in to Azure DevOps again didn’t reach you on 16 Jan 2026.',
    );
    assert.equal(undeliveredNews([about], START + 31 * DAY + 1, ENGLISH), '');
  });
});

describe('a token whose message did not arrive', () => {
  let world: FeatureWorld;
  let tokenId: string;

  beforeEach(async () => {
    world = createFeatureWorld();
    tokenId = await world.create('ci');
    await settle({ state: 'failed', reason: 'the Bot Connector answered 413' });
  });

  async function settle(settlement: Settlement): Promise<void> {
    const claim = { now: START, leaseMs: 1, limit: 9 };
    for (const notice of await world.store.notices.claimDue(claim))
      await world.store.notices.settle(notice, settlement, START);
  }
  const listed = async (actor = ADA) =>
    dataOf('list', await list({ words: '', state: 'active', page: 0 }, actor, world.deps));

  it('says so on its owner’s list, and nowhere else', async () => {
    const other = await world.create('laptop');
    await settle({ state: 'sent' });
    const lines = new Map((await listed()).tokens.map(({ id, undelivered }) => [id, undelivered]));
    assert.deepEqual(
      [lines.get(tokenId), lines.get(other)],
      ['My message that it was created didn’t reach you', ''],
    );
    assert.equal((await listed()).undelivered, '');
    assert.deepEqual((await listed(BEN)).tokens, []);
  });

  it('says so on its card, with the reason', async () => {
    const back = { words: '', state: 'active', page: 0 } as const;
    const { facts } = dataOf('token', await show({ tokenId, back }, ADA, world.deps));
    assert.deepEqual(facts.at(-1), {
      label: 'Not delivered',
      value:
        'My message that it was created didn’t reach you. I stopped trying on 15 Jan 2026, 09:30 UTC (Teams answered 413).',
    });
  });
});
