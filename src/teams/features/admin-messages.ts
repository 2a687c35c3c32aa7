import { z } from 'zod';
import type { AskedMessages, SentMessage } from '../../core/administration/administration.ts';
import type { NoticeKey } from '../../core/store/notices.ts';
import type { Actor, PersonId } from '../../core/tokens/token.ts';
import { type MessageRow, messageRow } from '../cards/message-row.ts';
import type { Card } from '../cards/reply.ts';
import { sayReason } from '../cards/say-reason.ts';
import { type AdminDeps, adminChange, adminView } from './admin-entry.ts';
import { flag, person } from './admin-input.ts';
import { typedText } from './input-fields.ts';

/** A page of messages as a button's data. */
export interface MessageFields {
  readonly owner?: PersonId;
  readonly tokenId?: string;
  readonly undelivered: string;
  readonly after?: NoticeKey;
}

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-messages': Summarised & {
      readonly title: string;
      readonly news: string;
      readonly messages: readonly (MessageRow & { readonly about: string })[];
      readonly empty: boolean;
      readonly next: MessageFields;
      readonly hasNext: boolean;
      /** The same messages, all of them or only those that did not get through. */
      readonly other: MessageFields;
      readonly isAll: boolean;
      /** Whose messages can be tried again here. */
      readonly owner: PersonId;
      readonly mayTry: boolean;
    };
    'admin-unreached': Summarised & {
      readonly title: string;
      readonly people: readonly {
        readonly name: string;
        readonly reason: string;
        readonly counts: string;
        readonly person: PersonId;
        readonly query: MessageFields;
        readonly mayTry: boolean;
      }[];
      readonly next: PersonId;
      readonly hasNext: boolean;
    };
  }
}

const NOBODY: PersonId = { tenantId: '', objectId: '' };

/** Messages as a button asks for them. */
export function messageFields(asked: AskedMessages, after?: NoticeKey): MessageFields {
  const { owner, tokenId, undelivered } = asked;
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(tokenId === undefined ? {} : { tokenId }),
    undelivered: undelivered === true ? 'true' : '',
    ...(after === undefined ? {} : { after }),
  };
}

const messagesInput = z
  .object({
    owner: person.optional().catch(undefined),
    tokenId: typedText,
    undelivered: flag,
    after: z
      .object({ dueAt: z.coerce.number().int(), id: z.string().max(256) })
      .optional()
      .catch(undefined),
  })
  .transform(({ owner, tokenId, undelivered, after }) => {
    const asked: AskedMessages = {
      ...(owner === undefined ? {} : { owner }),
      ...(owner === undefined || tokenId === '' ? {} : { tokenId }),
      ...(undelivered === undefined ? {} : { undelivered }),
    };
    return after === undefined ? { asked } : { asked, after };
  });

/** A page of the messages to somebody or everybody. */
async function list(
  { asked, after }: { readonly asked: AskedMessages; readonly after?: NoticeKey },
  actor: Actor,
  deps: AdminDeps,
  news = '',
): Promise<Card> {
  const { messages, next } = await deps.administration.messages(actor, asked, after);
  const { role } = await deps.administration.standingOf(actor);
  const { sentences } = deps;
  const isAll = asked.undelivered !== true;
  const title = isAll ? sentences.say('admin.messages.title') : sentences.say('admin.messages.undelivered');
  const { undelivered: _, ...rest } = asked;
  return {
    card: 'admin-messages',
    data: {
      summary: news === '' ? title : news,
      title,
      news,
      messages: messages.map((one) => ({
        ...messageRow(one.notice, sentences),
        about: aboutOf(one, deps),
      })),
      empty: messages.length === 0,
      next: messageFields(asked, next),
      hasNext: next !== undefined,
      other: messageFields(isAll ? { ...rest, undelivered: true } : rest),
      isAll,
      owner: asked.owner ?? NOBODY,
      mayTry: role === 'administrator' && asked.owner !== undefined,
    },
  };
}

function aboutOf({ ownerName, tokenName }: SentMessage, { sentences }: AdminDeps): string {
  return tokenName === undefined
    ? ownerName
    : sentences.say('admin.messages.about', { name: tokenName, owner: ownerName });
}

const unreachedInput = z.object({ after: person.optional().catch(undefined) });

/** A page of the people whom messages don't reach, and why. */
async function unreached(
  { after }: z.infer<typeof unreachedInput>,
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  const page = await deps.administration.unreached(actor, after);
  const { role } = await deps.administration.standingOf(actor);
  const { say } = deps.sentences;
  const title = page.people.length === 0 ? say('admin.unreached.nobody') : say('admin.unreached.title');
  return {
    card: 'admin-unreached',
    data: {
      summary: title,
      title,
      people: page.people.map(({ person: who, name, reason, failed, held }) => ({
        name: name === '' ? who.objectId : name,
        reason: sayReason(reason, deps.sentences) ?? reason,
        counts: say('admin.unreached.counts', { failed, held }),
        person: who,
        query: messageFields({ owner: who, undelivered: true }),
        mayTry: role === 'administrator',
      })),
      next: page.next ?? NOBODY,
      hasNext: page.next !== undefined,
    },
  };
}

const ownerInput = z.object({ owner: person });

/** Has somebody's messages sent again, and shows what becomes of them. */
async function tryAgain({ owner }: z.infer<typeof ownerInput>, actor: Actor, deps: AdminDeps): Promise<Card> {
  const count = await deps.administration.tryAgain(actor, owner);
  return list({ asked: { owner } }, actor, deps, deps.sentences.say('admin.messages.again', { count }));
}

/** The buttons that show what became of messages, and that have them sent again. */
export const adminMessageActions = {
  'admin.messages': adminView(messagesInput, list),
  'admin.unreached': adminView(unreachedInput, unreached),
  'admin.try-again': adminChange(ownerInput, tryAgain),
};
