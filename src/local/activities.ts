import { randomUUID } from 'node:crypto';
import type { SystemClock } from '../core/timing/clock.ts';
import { MINUTE } from '../core/timing/durations.ts';
import { isoOf } from '../core/tokens/token.ts';
import { BOT_ID, type Chat, type Person, TENANT_ID } from './directory.ts';
import type { JsonObject, Reader } from './page/protocol.ts';

interface ActivityDeps {
  readonly clock: SystemClock;
  readonly botName: string;
  readonly serviceUrl: string;
  /** What a person's Teams is set to. */
  readonly readerOf: (person: Person) => Reader;
}

/** The message whose card was pressed. */
export interface PressedMessage {
  readonly id: string;
  /** Whether one person alone sees it. */
  readonly targeted: boolean;
}

/** Builds activities as Teams sends them (Bot Framework activity schema, channel `msteams`). */
export interface Activities {
  /** A message; in a group chat the bot is mentioned, or it would not have got it. */
  message(person: Person, chat: Chat, id: string, text: string): JsonObject;
  /** A command from the `/` menu of a group chat, which only its sender and the bot see: its text is the command alone. */
  slashCommand(person: Person, chat: Chat, id: string, text: string): JsonObject;
  /** What an `Action.Submit` on a card sends: a message with a value and no text. */
  submit(person: Person, chat: Chat, on: PressedMessage, value: JsonObject): JsonObject;
  invoke(person: Person, chat: Chat, name: string, value: JsonObject, on?: PressedMessage): JsonObject;
  /** What the bot hears when it is added to a chat or removed from it. */
  presence(person: Person, chat: Chat, action: 'add' | 'remove'): readonly JsonObject[];
}

/** Makes the builder of activities. */
export function createActivities({ clock, botName, serviceUrl, readerOf }: ActivityDeps): Activities {
  const bot = { id: BOT_ID, name: botName };

  function base(type: string, person: Person, chat: Chat): JsonObject {
    const now = clock.now();
    const { zone: timezone, locale } = readerOf(person);
    const country = new Intl.Locale(locale).region ?? 'US';
    return {
      type,
      id: `f:${randomUUID()}`,
      timestamp: isoOf(now),
      localTimestamp: localTime(now, timezone),
      localTimezone: timezone,
      channelId: 'msteams',
      serviceUrl,
      from: { id: person.userId, name: person.name, aadObjectId: person.objectId },
      conversation: {
        id: chat.conversationId,
        conversationType: chat.kind,
        tenantId: TENANT_ID,
        ...(chat.kind === 'groupChat' ? { isGroup: true } : {}),
      },
      recipient: bot,
      locale,
      channelData: { tenant: { id: TENANT_ID } },
      entities: [{ type: 'clientInfo', locale, country, platform: 'Web', timezone }],
    };
  }

  function pressed({ id, targeted }: PressedMessage): JsonObject {
    return { replyToId: id, ...(targeted ? { recipient: { ...bot, isTargeted: true } } : {}) };
  }

  function withMention(activity: JsonObject, text: string): JsonObject {
    const words = text.replaceAll(`@${botName}`, '').trim();
    const mention = { type: 'mention', mentioned: bot, text: `<at>${botName}</at>` };
    const entities = Array.isArray(activity['entities']) ? activity['entities'] : [];
    return { ...activity, text: `${mention.text} ${words}`, entities: [...entities, mention] };
  }

  return {
    message(person, chat, id, text) {
      const activity = { ...base('message', person, chat), id, textFormat: 'plain', text };
      return chat.kind === 'groupChat' ? withMention(activity, text) : activity;
    },
    slashCommand: (person, chat, id, text) => ({
      ...base('message', person, chat),
      id,
      textFormat: 'plain',
      text: text.replace(/^\//, ''),
      recipient: { ...bot, isTargeted: true },
    }),
    submit: (person, chat, on, value) => ({ ...base('message', person, chat), ...pressed(on), value }),
    invoke: (person, chat, name, value, on) => ({
      ...base('invoke', person, chat),
      name,
      value,
      ...(on === undefined ? {} : pressed(on)),
    }),
    presence(person, chat, action) {
      const installation = { ...base('installationUpdate', person, chat), action };
      const update = base('conversationUpdate', person, chat);
      if (action === 'add') return [{ ...update, membersAdded: [bot] }, installation];
      return chat.kind === 'personal' ? [installation] : [{ ...update, membersRemoved: [bot] }, installation];
    },
  };
}

/** An instant as ISO 8601 has it, with the offset of a time zone at that instant. */
function localTime(now: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    now,
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const wall = new Date(now + offset * MINUTE).toISOString().slice(0, -1);
  return `${wall}${sign}${hours}:${minutes}`;
}
