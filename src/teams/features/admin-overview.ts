import { z } from 'zod';
import { ATTENTION, type Attention } from '../../core/administration/administration.ts';
import { ATTENTION_ASKED } from '../../core/administration/filter-of.ts';
import type { Actor, PersonId } from '../../core/tokens/token.ts';
import type { SentenceKey } from '../../sentences/sentences.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { requesterName } from '../cards/requester-name.ts';
import { sayReason } from '../cards/say-reason.ts';
import { type AdminDeps, adminDeps, adminView } from './admin-entry.ts';
import { fieldsOf, type QueryFields } from './admin-input.ts';
import { enterMembers, openMembers } from './admin-members.ts';
import { NO_MEMBER } from './admin-members-sign-in.ts';
import { enterWithCode, signInAgain } from './admin-sign-in.ts';
import { countText, type OwnedRow, rowOf } from './admin-views.ts';
import { bareWord } from './bare-word.ts';
import { command } from './command-entry.ts';
import { noInput, typedText } from './input-fields.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-overview': Summarised & {
      readonly role: string;
      readonly counts: readonly {
        readonly text: string;
        readonly hasAny: boolean;
        readonly query: QueryFields;
      }[];
      /** Whether an authority lets administrators see the tokens of its members. */
      readonly hasMembers: boolean;
      readonly waiting: readonly { readonly text: string; readonly jobId: string }[];
    };
    'admin-found': Summarised & {
      readonly title: string;
      readonly sought: string;
      readonly more: string;
      readonly people: readonly {
        readonly name: string;
        readonly person: PersonId;
        readonly unreachable: string;
        readonly query: QueryFields;
      }[];
      readonly tokens: readonly OwnedRow[];
    };
  }
}

const LABELS: Readonly<Record<Attention, SentenceKey>> = {
  active: 'admin.attention.active',
  'ends-7': 'admin.attention.ends-7',
  'ends-30': 'admin.attention.ends-30',
  full: 'admin.attention.full',
  high: 'admin.attention.high',
  idle: 'admin.attention.idle',
  beyond: 'admin.attention.beyond',
  unreachable: 'admin.attention.unreachable',
  undelivered: 'admin.attention.undelivered',
};

/** What needs attention, in numbers. */
export async function overview(_none: object, actor: Actor, deps: AdminDeps): Promise<Card> {
  const { counts, waiting, role } = await deps.administration.overview(actor);
  const { sentences } = deps;
  const { say } = sentences;
  return {
    card: 'admin-overview',
    data: {
      summary: say('admin.overview.summary'),
      role: role === 'auditor' ? say('admin.role.auditor') : say('admin.role.administrator'),
      counts: ATTENTION.map((what) => ({
        text: say(LABELS[what], { count: countText(counts[what], sentences) }),
        hasAny: counts[what].count > 0,
        query: fieldsOf({ asked: ATTENTION_ASKED[what], sort: 'ends' }),
      })),
      hasMembers: role === 'administrator' && deps.administration.members !== undefined,
      waiting: waiting.map(({ id, requesterName: given, targets }) => ({
        jobId: id,
        text: say('admin.waiting', {
          name: requesterName(given, sentences),
          count: targets.length,
        }),
      })),
    },
  };
}

/** People and tokens by a few words. */
export async function find({ words }: { words: string }, actor: Actor, deps: AdminDeps): Promise<Card> {
  const sought = words.trim();
  const found = await deps.administration.find(actor, sought);
  const { say } = deps.sentences;
  const isNothing = found.people.length + found.tokens.length === 0;
  const title = isNothing
    ? say('admin.find.nothing', { words: sought })
    : say('admin.find.title', { words: sought });
  return {
    card: 'admin-found',
    data: {
      summary: title,
      title,
      sought,
      more: found.isMore ? say('admin.find.more') : '',
      people: found.people.map(({ person, name, unreachable }) => ({
        name,
        person,
        unreachable:
          unreachable === undefined
            ? ''
            : say('admin.find.unreachable', {
                reason: sayReason(unreachable, deps.sentences) ?? unreachable,
              }),
        query: fieldsOf({ asked: { owner: person }, sort: 'ends' }),
      })),
      tokens: found.tokens.map((owned) => rowOf(owned, deps)),
    },
  };
}

/** The form of the code that the page of administrators shows. */
const CODE = /^[2-9B-Z]{4}-?[2-9B-Z]{4}$/i;

/** The command `admin`. Whoever has no role is answered as if there were no such command. */
export const adminCommand = command({
  name: 'admin',
  read: (words): { readonly typed: readonly string[] } => ({ typed: words }),
  async run({ typed }, { actor, deps }) {
    const [first = '', ...rest] = typed.map((word, index) => (index === 0 ? bareWord(word) : word));
    if (typed.length === 1 && CODE.test(first)) return enterWithCode(first, actor, deps);
    const known = await adminDeps(actor, deps);
    if (known === undefined) return undefined;
    if (first === '') return toActor(await overview({}, actor, known));
    if (first === 'devops' && known.administration.members !== undefined) {
      const [code = ''] = rest;
      return toActor(
        code === ''
          ? await openMembers({}, actor, known)
          : await enterMembers({ ...NO_MEMBER, code }, actor, known),
      );
    }
    if (first === 'signin') return toActor(await signInAgain({}, actor, known));
    const words = (first === 'find' ? rest : typed).join(' ');
    return toActor(await find({ words }, actor, known));
  },
});

/** The buttons that show what needs attention, and that search. */
export const adminOverviewActions = {
  admin: adminView(noInput, overview),
  'admin.find': adminView(z.object({ words: typedText }), find),
};
