import type { Activity } from 'botbuilder';
import type { Contact } from '../../core/store/contacts.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { plainText } from '../cards/plain-text.ts';

const MAX_NAME = 128;
/** The form of a language tag (RFC 5646): nothing else that a client sends in its place is kept. */
const LANGUAGE_TAG = /^[a-z]{1,8}(?:[-_][a-z0-9]{1,8}){0,4}$/i;

/** Who acts, from an authenticated activity; undefined when it names nobody, as some system events do. */
export function actorOf(activity: Activity): Actor | undefined {
  const objectId = activity.from?.aadObjectId;
  const tenantId = tenantOf(activity);
  if (!objectId || !tenantId) return undefined;
  return {
    tenantId,
    objectId,
    name: [...plainText(activity.from.name ?? '')].slice(0, MAX_NAME).join(''),
    locale: LANGUAGE_TAG.exec(activity.locale ?? '')?.[0] ?? 'en-US',
    place: placeOf(activity),
  };
}

/** How to reach the actor, as far as this activity tells. */
export function contactOf(activity: Activity, actor: Actor): Contact {
  const { tenantId, objectId, name, locale } = actor;
  return {
    person: { tenantId, objectId },
    name,
    locale,
    serviceUrl: activity.serviceUrl,
    userId: activity.from.id,
    botId: activity.recipient.id,
    ...(isPersonalChat(activity) ? { conversationId: activity.conversation.id } : {}),
  };
}

/**
 * Whether an activity comes from the person's own chat with the bot. The messaging extension also runs in chats between
 * two people, which Teams calls personal too; their ids begin with `19:`, and the bot must never write there.
 */
export function isPersonalChat({ conversation }: Activity): boolean {
  const { conversationType, id, isGroup } = conversation;
  // Some clients leave the type out; the ids of bots' own chats begin with `a:`.
  if (!conversationType) return isGroup !== true && id.startsWith('a:');
  return conversationType === 'personal' && !id.startsWith('19:');
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
