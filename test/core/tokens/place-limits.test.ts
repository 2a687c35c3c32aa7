import assert from 'node:assert/strict';
import sinon from 'sinon';
import { readPlace } from '../../../src/core/notices/place-detail.ts';
import { createPlaceWatch } from '../../../src/core/tokens/place-watch.ts';
import type { Token, TokenPlace } from '../../../src/core/tokens/token.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, HOUR, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';

const KNOWN = { services: ['git'], networks: ['203.0.113.0/24'] };
const tokens = [1, 2, 3].map((n) =>
  sampleToken({ id: `token-${n}`, name: `token ${n}`, formKey: `form-${n}`, places: KNOWN }),
);
const [one, two, three] = tokens as [Token, Token, Token];

/** A watch of tokens that are known to be used with Git at home, with room for two. */
async function setUp() {
  const [clock, store, log, wake] = [createFixedClock(), createFakeStore(), createSilentLog(), sinon.fake()];
  for (const token of tokens) await store.tokens.insert(insertOf(token, { notices: [] }));
  const owe = sinon.spy(store.notices, 'owe');
  const watch = createPlaceWatch({ store, clock, log, wake, most: 2 });
  async function use(token: Token, place: TokenPlace): Promise<void> {
    watch.note(token, place);
    await watch.idle();
  }
  const questions = () => owe.args.map(([{ tokenId }]) => tokenId);
  return { clock, store, log, wake, owe, watch, use, questions };
}

describe('a question about a new place', () => {
  it('is owed, its place is learned, and the dispatcher is told', async () => {
    const { use, wake, store } = await setUp();
    await use(one, { service: 'npm' });
    sinon.assert.calledOnce(wake);
    const [question] = await store.listNotices(one.owner, one.id);
    assert.deepEqual(readPlace(question?.detail), {
      service: 'npm',
      at: START,
      isNewService: true,
      isNewNetwork: false,
    });
    assert.deepEqual((await store.tokens.find(one.owner, one.id))?.places, {
      ...KNOWN,
      services: ['git', 'npm'],
    });
  });

  it('wakes nobody, and learns no place, when another one was owed today', async () => {
    const { use, wake, store, clock } = await setUp();
    await use(one, { service: 'npm' });
    clock.advance(HOUR);
    await use(one, { service: 'api' });
    sinon.assert.calledOnce(wake);
    assert.ok(!(await store.tokens.find(one.owner, one.id))?.places?.services.includes('api'));
  });

  it('is tried again an hour later when the store does not answer, which is logged', async () => {
    const { watch, store, log, clock, owe } = await setUp();
    const away = new Error('away');
    owe.restore();
    const failing = sinon.stub(store.notices, 'owe').rejects(away);
    watch.note(one, { service: 'npm' });
    await watch.idle();
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields]),
      [['warn', { err: away, tokenId: one.id }]],
    );
    failing.restore();
    clock.advance(HOUR - 1);
    watch.note(one, { service: 'npm' });
    await watch.idle();
    assert.deepEqual(await store.listNotices(one.owner, one.id), []);
    clock.advance(1);
    watch.note(one, { service: 'npm' });
    await watch.idle();
    assert.equal((await store.listNotices(one.owner, one.id)).length, 1);
  });

  it('is not silenced for long by a clock that was set back', async () => {
    const { use, clock, questions } = await setUp();
    clock.set(START + 10 * HOUR);
    await use(one, { service: 'npm' });
    clock.set(START);
    await use(one, { service: 'npm' });
    assert.deepEqual(questions(), [one.id, one.id]);
  });
});

describe('the watch of places', () => {
  it('keeps so many tokens in mind and no more, until an hour has gone', async () => {
    const { use, clock, questions } = await setUp();
    for (const token of tokens) await use(token, { service: 'npm' });
    assert.deepEqual(questions(), [one.id, two.id]);
    clock.advance(HOUR);
    await use(three, { service: 'npm' });
    assert.deepEqual(questions(), [one.id, two.id, three.id]);
  });

  it('forgets only what is an hour old', async () => {
    const { use, clock, questions } = await setUp();
    await use(one, { service: 'npm' });
    clock.advance(HOUR / 2);
    await use(two, { service: 'npm' });
    clock.advance(HOUR / 2);
    await use(three, { service: 'npm' });
    await use(two, { service: 'npm' });
    assert.deepEqual(questions(), [one.id, two.id, three.id]);
  });

  it('keeps so many first uses in mind and no more', async () => {
    const { use, store, clock } = await setUp();
    const record = sinon.spy(store.tokens, 'recordPlace');
    const unused = tokens.map(({ places: _, ...token }) => token);
    for (const token of unused) await use(token, { service: 'git' });
    for (const token of unused) await use(token, { service: 'git' });
    assert.deepEqual(
      record.args.map(([, id]) => id),
      [one.id, two.id],
    );
    clock.advance(HOUR);
    await use(unused[2] ?? assert.fail(), { service: 'git' });
    assert.equal(record.lastCall.args[1], three.id);
  });

  it('remembers 100 characters of the name of a service, and no network where there is none', async () => {
    const { use, store } = await setUp();
    const record = sinon.spy(store.tokens, 'recordPlace');
    const { places: _, ...unused } = one;
    await use(unused, { service: 's'.repeat(300) });
    assert.deepEqual(record.firstCall.args[2], { service: 's'.repeat(100) });
  });

  it('is idle when what it writes is written, and not before', async () => {
    const { watch, store } = await setUp();
    let written = (): void => {};
    store.tokens.recordPlace = () => new Promise((resolve) => (written = resolve));
    const { places: _, ...unused } = one;
    watch.note(unused, { service: 'git' });
    const idle = sinon.fake();
    const waiting = watch.idle().then(idle);
    await new Promise((resolve) => setImmediate(resolve));
    sinon.assert.notCalled(idle);
    written();
    await waiting;
    await watch.idle();
  });
});
