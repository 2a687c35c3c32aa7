import assert from 'node:assert/strict';
import sinon from 'sinon';
import { readPlace } from '../../../src/core/notices/place-detail.ts';
import { createPlaceWatch } from '../../../src/core/tokens/place-watch.ts';
import type { Token, TokenPlace } from '../../../src/core/tokens/token.ts';
import { insertOf } from '../../stores/fixtures.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, DAY, HOUR } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { sampleToken } from '../samples.ts';

const HOME = '203.0.113.0/24';
const AWAY = '198.51.100.0/24';
const token = sampleToken();

async function setUp() {
  const clock = createFixedClock();
  const store = createFakeStore();
  await store.tokens.insert(insertOf(token));
  const record = sinon.spy(store.tokens, 'recordPlace');
  const watch = createPlaceWatch({ store, clock, log: createSilentLog(), wake: () => {} });
  async function use(place: TokenPlace): Promise<void> {
    watch.note((await store.tokens.find(token.owner, token.id)) as Token, place);
    await watch.idle();
  }
  async function asked() {
    const notices = await store.listNotices(token.owner, token.id);
    return notices.filter(({ kind }) => kind === 'new-place').map(({ detail }) => readPlace(detail));
  }
  async function sendAll(): Promise<void> {
    for (const notice of await store.notices.claimDue({ now: clock.now(), leaseMs: 1000, limit: 100 }))
      await store.notices.settle(notice, { state: 'sent' }, clock.now());
  }
  return { clock, store, record, watch, use, asked, sendAll };
}

describe('the places where a token is used', () => {
  it('are learned without a question at first, and asked about when one is new', async () => {
    const { use, asked, store, sendAll } = await setUp();
    await use({ service: 'git', network: HOME });
    await use({ service: 'git', network: HOME });
    assert.deepEqual(await asked(), []);
    await use({ service: 'git', network: AWAY });
    const [first] = await asked();
    assert.deepEqual([first?.network, first?.isNewNetwork, first?.isNewService], [AWAY, true, false]);
    await sendAll();
    assert.deepEqual((await store.tokens.find(token.owner, token.id))?.places, {
      services: ['git'],
      networks: [HOME, AWAY],
    });
  });

  it('are asked about once a day at most, and the next one on another day', async () => {
    const { use, asked, clock, sendAll } = await setUp();
    await use({ service: 'git' });
    for (const service of ['npm', 'api', 'wiki']) await use({ service });
    await sendAll();
    assert.deepEqual(
      (await asked()).map((place) => place?.service),
      ['npm'],
    );
    clock.advance(DAY);
    for (const service of ['npm', 'api', 'wiki']) await use({ service });
    await sendAll();
    assert.deepEqual(
      (await asked()).map((place) => place?.service),
      ['npm', 'api'],
    );
  });

  it('cost a write only when they are new', async () => {
    const { use, record, clock } = await setUp();
    for (let i = 0; i < 500; i += 1) {
      await use({ service: 'git', network: HOME });
      clock.advance(HOUR);
    }
    sinon.assert.calledOnce(record);
  });

  it('cost one question to the store for a token that is used from ever new networks', async () => {
    const { use, store, clock } = await setUp();
    const owe = sinon.spy(store.notices, 'owe');
    await use({ service: 'git', network: HOME });
    for (let n = 0; n < 500; n += 1) await use({ service: 'git', network: `198.51.${n}.0/24` });
    sinon.assert.calledOnce(owe);
    clock.advance(HOUR);
    for (let n = 0; n < 500; n += 1) await use({ service: 'git', network: `192.0.${n}.0/24` });
    sinon.assert.calledTwice(owe);
  });

  it('say nothing of a network where nobody can tell it, and ask about none when the first one is told', async () => {
    const { use, asked } = await setUp();
    await use({ service: 'git' });
    await use({ service: 'git', network: HOME });
    assert.deepEqual(await asked(), []);
  });

  it('are asked about no more once there are too many to remember', async () => {
    const { use, asked, clock, sendAll } = await setUp();
    for (let n = 0; n < 40; n += 1) {
      await use({ service: 'git', network: `203.0.${n}.0/24` });
      await sendAll();
      clock.advance(DAY);
    }
    assert.equal((await asked()).length, 19);
  });
});
