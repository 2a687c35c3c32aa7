import { type Activity, isPersonalChat, type Message } from './activity.ts';

/**
 * Whether nobody but its sender sees this activity, because they picked a command from the `/` menu of a group chat or a
 * channel (Teams' targeted messages). In a 1:1 chat there are none.
 */
export function isTargeted(activity: Activity): boolean {
  return hasTarget(activity) && !isPersonalChat(activity);
}

/** Whether a message of ours is for its recipient alone: the Bot Connector has to be told in the address, too. */
export function hasTarget({ recipient }: Pick<Message, 'recipient'>): boolean {
  return recipient?.isTargeted === true;
}

/**
 * A message as an answer that only the sender of the targeted one sees. Compliance tools keep it all the same, so that it is
 * no place for a secret.
 */
export function targetedAnswer(message: Message, { id, from }: Activity): Message {
  const { replyToId: _, ...sent } = message;
  const info = { type: 'targetedMessageInfo', messageId: id ?? '' };
  return {
    ...sent,
    recipient: { ...from, isTargeted: true },
    entities: [...(message.entities ?? []), info],
  };
}
