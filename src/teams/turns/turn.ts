import type { TurnContext } from 'botbuilder';
import type { Log } from '../../core/ports.ts';
import type { Contact } from '../../core/store/contacts.ts';
import type { Store } from '../../core/store/store.ts';
import type { Later } from '../../core/timing/clock.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { CardRenderer } from '../cards/cards.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import type { Answered } from './answered.ts';
import type { Deliveries } from './deliveries.ts';
import type { Interrupted } from './interrupted.ts';
import type { InvokeResponses } from './invoke-response.ts';
import type { TeamsMessenger } from './messenger.ts';

/** What the handlers of all kinds of turns work with. */
export interface TurnDeps extends FeatureDeps {
  readonly store: Pick<Store, 'contacts' | 'tokens' | 'rateLimits'>;
  readonly renderer: CardRenderer;
  readonly responses: InvokeResponses;
  readonly messenger: TeamsMessenger;
  /** What people asked for that waits for their sign-in; present where people sign in. */
  readonly interrupted?: Interrupted;
  /** Remembers answers, so that what Teams asks again is done once. */
  readonly answered: Answered;
  /** Follows the answers that show a secret. */
  readonly deliveries?: Deliveries;
  readonly log: Log;
  /** The timers of deadlines; the machine's unless told. */
  readonly later?: Later;
  /** Tells the dispatcher that held notices may be due. */
  readonly wake: () => void;
}

/** One authenticated activity with who sent it and how to reach them. */
export interface Turn {
  readonly context: TurnContext;
  readonly actor: Actor;
  readonly contact: Contact;
  /** Whether it comes from the actor's own chat with the bot. */
  readonly personal: boolean;
  /** Whether nobody but the actor sees what is answered there: in their own chat, or to a targeted message. */
  readonly unseen: boolean;
  /** When the request must be answered, as `performance.now()` counts. */
  readonly answerBy: number;
}

/**
 * Takes up the reference to the person, and lets their notices go when they write again from their own chat: those that were
 * held, and those for which Teams knew no chat.
 */
export async function rememberContact({ contact, personal }: Turn, deps: TurnDeps): Promise<void> {
  const known = await deps.store.contacts.find(contact.person);
  await deps.store.contacts.save(contact);
  const isBack =
    known?.unreachable !== undefined || (known !== undefined && known.conversationId === undefined);
  if (personal && isBack) {
    await deps.store.contacts.setReachable(contact.person, deps.clock.now());
    deps.wake();
  }
}
