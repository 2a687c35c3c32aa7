import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../core/ports.ts';
import type { Contact } from '../../core/store/contacts.ts';
import type { Store } from '../../core/store/store.ts';
import { knownZone } from '../../core/timing/calendar.ts';
import type { Later } from '../../core/timing/clock.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { knownLocale } from '../../sentences/reader.ts';
import type { CardRenderer } from '../cards/cards.ts';
import { type Json, objectOf } from '../cards/invoke-value.ts';
import { plainText } from '../cards/plain-text.ts';
import { type Activity, type Chat, isPersonalChat } from '../channel/activity.ts';
import { isTargeted } from '../channel/targeted.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import type { Deliveries } from './deliveries.ts';
import type { Idempotency } from './idempotency.ts';
import type { Interrupted } from './interrupted.ts';
import type { InvokeResponses } from './invoke-response.ts';
import type { TeamsMessenger } from './messenger.ts';

const MAX_NAME = 128;

/** What the handlers of all kinds of turns work with. */
export interface TurnDeps extends FeatureDeps {
  readonly store: Pick<Store, 'contacts' | 'tokens' | 'rateLimits'>;
  readonly renderer: CardRenderer;
  readonly responses: InvokeResponses;
  readonly messenger: TeamsMessenger;
  /** What people asked for that waits for their sign-in; present where people sign in. */
  readonly interrupted?: Interrupted;
  /** Does once what Teams sends again. */
  readonly idempotency: Idempotency;
  /** Follows the responses that show a secret. */
  readonly deliveries?: Deliveries;
  readonly log: Log;
  /** The timers of deadlines; the machine's unless told. */
  readonly later?: Later;
  /** Tells the dispatcher that held notices may be due. */
  readonly wake: () => void;
}

/** One authenticated activity, and everything that is known of it before any work is done. */
export interface Turn {
  readonly activity: Activity;
  /** Where it came from, to answer in. */
  readonly chat: Chat;
  readonly actor: Actor;
  readonly contact: Contact;
  /** What was known of the actor before this activity; asked for once. */
  readonly known: Promise<Contact | undefined>;
  /** Whether it comes from the actor's own chat with the bot. */
  readonly personal: boolean;
  /** Whether nobody but the actor sees what is answered there: in their own chat, or to a targeted message. */
  readonly unseen: boolean;
  /** Whether the answer is the response to the request itself. What Teams tells of a sign-in is answered by a message. */
  readonly inResponse: boolean;
  /** When the request must be answered, as `performance.now()` counts. */
  readonly deadline: number;
}

/** Makes the turn of an activity; undefined when nobody acts, as with some system events and people without an account. */
export function createTurn(
  activity: Activity,
  chat: Chat,
  deadline: number,
): Omit<Turn, 'known'> | undefined {
  const actor = actorOf(activity);
  if (actor === undefined) return undefined;
  const personal = isPersonalChat(activity);
  const unseen = personal || isTargeted(activity);
  const inResponse = activity.type === 'invoke' && activity.name?.startsWith('signin/') !== true;
  const contact = contactOf(activity, actor);
  return { activity, chat, actor, contact, personal, unseen, inResponse, deadline };
}

/**
 * Does the work of a turn and takes up the reference to the person. Rejects with `too-slow` while there is still time to say
 * so: `TIME_BUDGET` tells when.
 */
export function inTime<T>(turn: Turn, deps: TurnDeps, work: () => Promise<T>): Promise<T> {
  const rememberThenWork = async (): Promise<T> => {
    await rememberContact(turn, deps);
    return work();
  };
  const leftMs = Math.max(0, turn.deadline - performance.now() - TIME_BUDGET.response);
  const ms = turn.inResponse ? leftMs : TIME_BUDGET.work;
  return withDeadline(rememberThenWork(), ms, deps.later);
}

/**
 * Takes up the reference to the person, and lets their notices go when they write again from their own chat: those that were
 * held, and those for which Teams knew no chat.
 */
async function rememberContact({ contact, personal, ...turn }: Turn, deps: TurnDeps): Promise<void> {
  const known = await turn.known;
  if (known === undefined || !isAsKnown(contact, known)) await deps.store.contacts.save(contact);
  const isBack =
    known?.unreachable !== undefined || (known !== undefined && known.conversationId === undefined);
  if (personal && isBack) {
    await deps.store.contacts.setReachable(contact.person, deps.clock.now());
    deps.wake();
  }
}

/** Whether saving the contact would change nothing. Every turn asks, and a write may have to wait for others. */
function isAsKnown(contact: Contact, known: Contact): boolean {
  const { unreachable: _, language: __, reminders: ___, ...kept } = known;
  const { unreachable: ____, language: _____, reminders: ______, ...rest } = contact;
  return isDeepStrictEqual({ ...kept, ...rest, locale: contact.locale || known.locale }, kept);
}

/** Who acts, from an authenticated activity; undefined when it names nobody, as some system events do. */
export function actorOf(activity: Activity): Actor | undefined {
  const objectId = activity.from?.aadObjectId;
  const tenantId = tenantOf(activity);
  if (!objectId || !tenantId) return undefined;
  return {
    tenantId,
    objectId,
    name: [...plainText(activity.from.name ?? '')].slice(0, MAX_NAME).join(''),
    locale: knownLocale(activity.locale) || knownLocale(clientInfoOf(activity)['locale']),
    place: placeOf(activity),
  };
}

/** How to reach the actor, as far as this activity tells. */
export function contactOf(activity: Activity, actor: Actor): Contact {
  const { tenantId, objectId, name, locale } = actor;
  const zone = knownZone(activity.localTimezone) ?? knownZone(clientInfoOf(activity)['timezone']);
  return {
    person: { tenantId, objectId },
    name,
    locale,
    serviceUrl: activity.serviceUrl,
    userId: activity.from.id,
    botId: activity.recipient.id,
    ...(zone === undefined ? {} : { zone }),
    ...(isPersonalChat(activity) ? { conversationId: activity.conversation.id } : {}),
  };
}

/** What the person's Teams tells about itself; nothing where it tells nothing. */
function clientInfoOf({ entities }: Activity): Json {
  const found = Array.isArray(entities) ? entities.map(objectOf) : [];
  return found.find(({ type }) => type === 'clientInfo') ?? {};
}

function tenantOf(activity: Activity): string | undefined {
  const channelData: unknown = activity.channelData;
  const tenant = (channelData as { tenant?: { id?: unknown } } | undefined)?.tenant?.id;
  return activity.conversation?.tenantId ?? (typeof tenant === 'string' ? tenant : undefined);
}

function placeOf(activity: Activity): string {
  if (activity.type === 'invoke' && activity.name?.startsWith('composeExtension/')) return 'extension';
  return activity.conversation?.conversationType ?? 'unknown';
}
