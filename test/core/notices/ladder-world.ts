import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { createLadderWatch, type Unanswered } from '../../../src/core/notices/ladder-watch.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Actor, Instant, Token } from '../../../src/core/tokens/token.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import { HOUR, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, POLICY, sampleContact } from '../samples.ts';
import { setUpDispatcher } from './dispatcher-setup.ts';

/** A message that went out: to whom, what, and how many hours before the end that it speaks of. */
export interface Sent {
  readonly to: string;
  readonly kind: string;
  readonly at: Instant;
  readonly hoursLeft: number;
}

/** The dispatcher, the watch and the token service on one store, and a clock that moves by the hour. Bob is known too. */
export async function setUpLadder() {
  const world = setUpDispatcher();
  const { clock, store, log, dispatcher, sendNotice } = world;
  const sent: Sent[] = [];
  const lists: (readonly Unanswered[])[] = [];
  sendNotice.callsFake(async (contact, notice) => {
    const hoursLeft = (notice.validTo - clock.now()) / HOUR;
    sent.push({ to: contact.name, kind: notice.kind, at: clock.now(), hoursLeft });
    return { outcome: 'sent', conversationId: `chat-${contact.name}` };
  });
  await store.contacts.save(sampleContact(ADA));
  await store.contacts.save(sampleContact(BOB, { conversationId: 'chat-bob', userId: '29:bob' }));
  const wake = sinon.fake();
  const deps = { clock, store, log, wake, newId: randomUUID };
  const newWatch = () =>
    createLadderWatch({
      ...deps,
      later: clock.later,
      tellOfUnanswered: async (tokens) => {
        lists.push(tokens);
      },
    });
  const watch = newWatch();
  const service = createTokenService({
    ...deps,
    authorities: [],
    organizationOf: createOrganizationOf({ known: [] }),
    policy: POLICY,
  });

  /** Lets time go by: there is a look each hour, and the dispatcher sends what is due at each quarter. */
  async function until(instant: Instant, watches = [watch]): Promise<void> {
    while (clock.now() < instant) {
      if ((clock.now() - START) % HOUR === 0) await Promise.all(watches.map((one) => one.runOnce()));
      await dispatcher.runOnce();
      clock.advance(Math.min(HOUR / 4, instant - clock.now()));
    }
    await dispatcher.runOnce();
  }

  const find = async (id: string, owner: Actor = ADA) => (await store.tokens.find(owner, id)) as Token;
  const reminders = () => sent.filter(({ kind }) => kind !== 'created' && kind !== 'expired');
  const told = () => reminders().map(({ to, kind, hoursLeft }) => `${to} ${kind} ${hoursLeft}`);
  return { ...world, wake, watch, newWatch, service, sent, lists, until, find, told };
}
