import assert from 'node:assert/strict';
import { noticeForReader, noticeOfDecline, noticeOfEnd } from '../../../src/core/notices/ladder.ts';
import { noticeAboutPerson } from '../../../src/core/notices/notices.ts';
import { writeUnanswered } from '../../../src/core/notices/unanswered-detail.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { noticeCard } from '../../../src/teams/features/notice-card.ts';
import {
  declineReader,
  openReader,
  removeReader,
  submitReader,
} from '../../../src/teams/features/second-reader.ts';
import { sampleContact } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

const BENNY = { ...BEN, objectId: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc', name: 'Benny Ito' };

async function setUp() {
  const world = createFeatureWorld();
  for (const person of [ADA, BEN]) await world.store.contacts.save(sampleContact(person));
  const tokenId = await world.create('laptop');
  const submit = (some: { person?: string; typed?: string }) =>
    submitReader({ tokenId, person: '', typed: '', ...some }, ADA, world.deps);
  const find = async () => (await world.store.tokens.find(ADA, tokenId)) ?? assert.fail();
  return { ...world, tokenId, submit, find };
}

describe('the dialog for the second reader', () => {
  it('has the people picker of Teams, and a field for clients without it', async () => {
    const { tokenId, deps } = await setUp();
    const { card } = await openReader({ tokenId }, ADA, deps);
    const { body } = createCardRenderer({ actions: 'execute' }).render(card).content as unknown as {
      body: Record<string, unknown>[];
    };
    const picker = body.find(({ id }) => id === 'person');
    assert.deepEqual(picker?.['choices.data'], { type: 'Data.Query', dataset: 'graph.microsoft.com/users' });
    assert.ok(body.some(({ id, type }) => id === 'typed' && type === 'Input.Text'));
  });

  it('takes the object id that the picker gives, and shows who it is from then on', async () => {
    const { tokenId, deps, submit, find } = await setUp();
    const done = pageOf('message', await submit({ person: BEN.objectId }));
    assert.equal(done.title, 'Ben Ito is the second reader of laptop');
    assert.equal((await find()).reader?.objectId, BEN.objectId);
    const again = pageOf('second-reader', await openReader({ tokenId }, ADA, deps));
    assert.deepEqual([again.current, again.hasReader], ['Now it’s Ben Ito.', true]);
    await removeReader({ tokenId }, ADA, deps);
    assert.equal((await find()).reader?.objectId, undefined);
  });

  it('takes a typed name in place of it, asks which one of several, and says when nobody is known', async () => {
    const { submit, find, store } = await setUp();
    assert.match(
      pageOf('second-reader', await submit({ typed: 'Grace' })).error,
      /I don’t know anybody of that name/,
    );
    await submit({ typed: 'ben' });
    assert.equal((await find()).reader?.name, 'Ben Ito');
    // Where the picker is a plain field, the name may stand there.
    assert.match(pageOf('second-reader', await submit({ person: 'Grace' })).error, /I don’t know anybody/);
    assert.equal(
      pageOf('message', await submit({ person: 'Ben Ito' })).title,
      'Ben Ito is the second reader of laptop',
    );
    await store.contacts.save(sampleContact(BENNY));
    const several = pageOf('second-reader', await submit({ typed: 'ben' }));
    assert.deepEqual(
      several.found.map(({ title }) => title),
      ['Ben Ito', 'Benny Ito'],
    );
    await submit({ person: BENNY.objectId });
    assert.equal((await find()).reader?.name, 'Benny Ito');
    await store.contacts.save(sampleContact({ ...BENNY, name: 'Ben Ito' }));
    const same = pageOf('second-reader', await submit({ typed: 'ben' }));
    assert.deepEqual(
      same.found.map(({ title }) => title),
      ['Ben Ito (bbbbbbbb)', 'Ben Ito (cccccccc)'],
    );
  });

  it('says plainly who can’t be one', async () => {
    const { submit, store } = await setUp();
    const error = async (some: Parameters<typeof submit>[0]) =>
      pageOf('second-reader', await submit(some)).error;
    assert.match(await error({}), /Choose a person/);
    assert.match(await error({ person: ADA.objectId }), /That’s you/);
    assert.match(await error({ person: BENNY.objectId }), /Ask them to send me a message/);
    await store.contacts.setUnreachable(BEN, 'blocked');
    assert.match(await error({ person: BEN.objectId }), /I can’t reach Ben Ito/);
  });

  it('is the owner’s alone', async () => {
    const { tokenId, deps } = await setUp();
    const code = { code: 'not-found' };
    await assert.rejects(openReader({ tokenId }, BEN, deps), code);
    await assert.rejects(submitReader({ tokenId, person: BENNY.objectId, typed: '' }, BEN, deps), code);
    await assert.rejects(removeReader({ tokenId }, BEN, deps), code);
  });
});

describe('what a second reader gets', () => {
  it('is a card with one button, to decline', async () => {
    const { submit, find, deps, clock } = await setUp();
    await submit({ person: BEN.objectId });
    const notice = noticeForReader(await find(), BEN, ADA.name, clock.now());
    const card = cardOf(notice, await find(), deps, clock.now());
    const data = dataOf('reader-asked-notice', card);
    assert.equal(data.headline, 'Ada Park made you the second reader of the token laptop');
    const { actions } = createCardRenderer({ actions: 'execute' }).render(card).content as unknown as {
      actions: Record<string, unknown>[];
    };
    assert.deepEqual(
      actions.map(({ verb }) => verb),
      ['reader.decline'],
    );
    const done = await declineReader({ owner: data.owner, tokenId: data.tokenId }, BEN, deps);
    assert.equal(dataOf('message', done).title, 'You’re no longer the second reader of laptop');
    const told = cardOf(
      noticeOfDecline(await find(), BEN, 'Ben Ito', clock.now()),
      await find(),
      deps,
      clock.now(),
    );
    assert.match(dataOf('message', told).title, /^Ben Ito doesn’t want to be/);
  });

  it('is the name and the end of a token that nobody answers for, and no button', async () => {
    const { submit, find, deps } = await setUp();
    await submit({ person: BEN.objectId });
    const token = await find();
    const now = token.validTo - DAY;
    for (const [isUnreachable, says] of [
      [false, /Ada Park hasn’t answered my reminders/],
      [true, /I can’t reach Ada Park/],
    ] as const) {
      const card = cardOf(
        noticeOfEnd(token, BEN, { ownerName: 'Ada Park', isUnreachable }, now),
        token,
        deps,
        now,
      );
      const data = dataOf('message', card);
      assert.equal(data.title, 'Ada Park’s token laptop ends in 24 hours');
      assert.match(data.text, says);
      assert.equal(data.offerList, false);
      assert.ok(!JSON.stringify(data).includes('vso.'), 'its scopes are nobody’s business');
    }
  });

  it('is a list for administrators that names the first of many', async () => {
    const { deps, find } = await setUp();
    const { validTo } = await find();
    const one = {
      owner: ADA,
      ownerName: 'Ada Park',
      tokenId: 't',
      tokenName: 'laptop',
      validTo,
      isUnreachable: true,
    };
    const detail = writeUnanswered(Array.from({ length: 20 }, () => one));
    const notice = noticeAboutPerson('unanswered', ADA, validTo - DAY, detail);
    const data = dataOf('unanswered-notice', cardOf(notice, undefined, deps, validTo - DAY));
    assert.equal(data.headline, '20 tokens end and nobody answers');
    assert.deepEqual([data.facts.length, data.more], [15, 'and 5 more']);
    assert.match(data.facts[0]?.value ?? '', /^Ada Park, ends on .* I can’t reach them\.$/);
    const broken = dataOf('unanswered-notice', cardOf({ ...notice, detail: '{' }, undefined, deps, validTo));
    assert.deepEqual(broken.facts, []);
  });
});

function cardOf(
  notice: Parameters<typeof noticeCard>[0],
  token: Parameters<typeof noticeCard>[1],
  { organizationOf, tokenService, sentences }: Awaited<ReturnType<typeof setUp>>['deps'],
  now: number,
) {
  return noticeCard(notice, token, now, organizationOf, tokenService.policy, sentences);
}
