import { createHash } from 'node:crypto';
import type { ChatKind } from './page/protocol.ts';

/** The one Microsoft Entra tenant of the local chat. */
export const TENANT_ID = '5f0b8a52-6c1d-4a7e-9d0e-3b1f7c2a9e10';
/** The bot's id inside the local chat. */
export const BOT_ID = '28:0c9d4e6f-2a8b-4f37-b5d1-7e60a4c8d932';

export interface Person {
  readonly key: string;
  readonly name: string;
  readonly objectId: string;
  /** The id inside Teams, as bots see it. */
  readonly userId: string;
}

export interface Chat {
  readonly key: string;
  readonly title: string;
  readonly kind: ChatKind;
  readonly conversationId: string;
  readonly members: readonly Person[];
}

const ADA = person('ada', 'Ada Park', '8d1c6f0a-41f3-4be0-a2a7-0d5b7f3e6c21');
const BEN = person('ben', 'Ben Ito', 'c37e92b4-5d08-4c6f-8b19-e4f2a6d07b58');
/** The administrator, who is there where administration is on. */
export const LOCAL_ADMINISTRATOR = person('cleo', 'Cleo Ruiz', '1f64d0c8-93ab-4e27-9c5d-6a0b8e3f7d12');

/** Those who are always in the local chat. */
export const PEOPLE: readonly Person[] = [ADA, BEN];
/** Everybody whom the Bot Connector may name. */
const EVERYBODY: readonly Person[] = [...PEOPLE, LOCAL_ADMINISTRATOR];

/**
 * Every chat with the bot. The conversation ids are the same at every start: the service may have stored them.
 */
export const CHATS: readonly Chat[] = [
  ...PEOPLE.map(personalChat),
  {
    key: 'crew',
    title: 'Release crew',
    kind: 'groupChat',
    conversationId: `19:${fingerprint('release crew').toLowerCase()}@thread.v2`,
    members: PEOPLE,
  },
];

/** The administrator's own chat; there where administration is on. */
export const ADMINISTRATOR_CHAT: Chat = personalChat(LOCAL_ADMINISTRATOR);
const EVERY_CHAT: readonly Chat[] = [...CHATS, ADMINISTRATOR_CHAT];

/** A person by Teams id or Entra object id, which the Bot Connector accepts alike. */
export function findMember(id: string): Person | undefined {
  return EVERYBODY.find((someone) => someone.userId === id || someone.objectId === id.toLowerCase());
}

/** A chat by the conversation id that the bot knows. */
export function findConversation(conversationId: string): Chat | undefined {
  return EVERY_CHAT.find((chat) => chat.conversationId === conversationId);
}

/** The personal chat of someone. */
export function personalChatOf(someone: Person): Chat | undefined {
  return EVERY_CHAT.find((chat) => chat.kind === 'personal' && chat.members.includes(someone));
}

function personalChat(member: Person): Chat {
  const conversationId = `a:1${fingerprint(`chat ${member.objectId}`)}`;
  return { key: member.key, title: '', kind: 'personal', conversationId, members: [member] };
}

function person(key: string, name: string, objectId: string): Person {
  return { key, name, objectId, userId: `29:1${fingerprint(objectId)}` };
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 40);
}
