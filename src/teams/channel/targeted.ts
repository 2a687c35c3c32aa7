import type { Activity } from 'botbuilder';
import { isPersonalChat } from '../turns/actor.ts';

type Message = Partial<Activity>;

/**
 * Whether nobody but its sender sees this activity, because they picked a command from the `/` menu of a group chat or a
 * channel (Teams' targeted messages). In a 1:1 chat there are none.
 */
export function isTargeted(activity: Activity): boolean {
  return hasTarget(activity) && !isPersonalChat(activity);
}

/** Whether a message of ours is for its recipient alone: the Bot Connector has to be told in the address, too. */
export function hasTarget({ recipient }: Message): boolean {
  return (recipient as { readonly isTargeted?: unknown } | undefined)?.isTargeted === true;
}

/**
 * A message as an answer that only the sender of the targeted one sees. Compliance tools keep it all the same, so that it is
 * no place for a secret.
 */
export function targetedAnswer(message: Message, { id, from }: Activity): Message {
  const { replyToId: _, ...answer } = message;
  const recipient: Activity['recipient'] & { isTargeted: true } = { ...from, isTargeted: true };
  const info = { type: 'targetedMessageInfo', messageId: id ?? '' };
  return { ...answer, recipient, entities: [...(message.entities ?? []), info] };
}
