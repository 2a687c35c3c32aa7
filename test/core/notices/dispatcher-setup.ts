import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createDispatcher, type DispatcherDeps } from '../../../src/core/notices/dispatcher.ts';
import type { Pace } from '../../../src/core/notices/notice-pace.ts';
import { type Notice, type NoticeKind, noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Delivery, Messenger } from '../../../src/core/ports.ts';
import type { Actor, Token } from '../../../src/core/tokens/token.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock, START } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, POLICY, sampleContact, sampleToken } from '../samples.ts';

/** For tests that are about something else. */
const UNPACED: Pace = { tenant: { everyMs: 0, burst: 1 }, conversation: { everyMs: 0, burst: 1 } };

export const SENT: Delivery = { outcome: 'sent', conversationId: 'chat-ada' };

/** A dispatcher on a fake store with Ada in it, and a messenger that delivers. */
export function setUpDispatcher(some: Partial<DispatcherDeps> = {}) {
  const clock = createFixedClock();
  const store = createFakeStore();
  const log = createSilentLog();
  const sendNotice: sinon.SinonStub<
    Parameters<Messenger['sendNotice']>,
    ReturnType<Messenger['sendNotice']>
  > = sinon.stub();
  sendNotice.resolves(SENT);
  const metrics = sinon.fake();
  const deps = {
    clock,
    store,
    messenger: { sendNotice },
    log,
    later: clock.later,
    random: () => 0,
    metrics,
    pace: UNPACED,
    ...some,
  };
  const dispatcher = createDispatcher(deps);

  async function addToken(
    part: Partial<Token> = {},
    actor: Actor = ADA,
    owed = noticesForNew,
  ): Promise<Token> {
    const id = part.id ?? 'token-1';
    const owner = { tenantId: actor.tenantId, objectId: actor.objectId };
    const token = sampleToken({ id, owner, name: id, formKey: id, ...part });
    if ((await store.contacts.find(owner)) === undefined) await store.contacts.save(sampleContact(actor));
    const event = { id, at: START, action: 'create', actor: owner, place: 'personal', owner } as const;
    const maxActive = POLICY.maxTokensPerUser * 10;
    await store.tokens.insert({ token, notices: owed(token), event, maxActive });
    return token;
  }

  async function notice(
    kind: NoticeKind = 'created',
    tokenId = 'token-1',
    actor: Actor = ADA,
  ): Promise<Notice> {
    const found = (await store.listNotices(actor, tokenId)).find((one) => one.kind === kind);
    assert.ok(found);
    return found;
  }

  return {
    clock,
    store,
    log,
    sendNotice,
    metrics,
    dispatcher,
    addToken,
    notice,
    restart: () => createDispatcher(deps),
  };
}

/** A send that is under way until it is told how it ended. */
export function createHeldSend() {
  const ends: ((delivery: Delivery) => void)[] = [];
  const send = () => new Promise<Delivery>((resolve) => ends.push(resolve));
  return { send, count: () => ends.length, end: (delivery: Delivery = SENT) => ends.shift()?.(delivery) };
}
