import type { Members } from '../../core/administration/members.ts';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import type { Card } from '../cards/reply.ts';
import { type AdminDeps, adminChange, adminView } from './admin-entry.ts';
import { fieldsOf, type QueryFields } from './admin-input.ts';
import { jobCard } from './admin-job-card.ts';
import { listTokens } from './admin-list.ts';
import {
  askToSignInThere,
  type MembersInput,
  membersInput,
  NO_MEMBER,
  whenSignedInThere,
} from './admin-members-sign-in.ts';
import { signInByCode } from './admin-sign-in-steps.ts';
import { noInput, optionalText } from './input-fields.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-members': Summarised & {
      readonly account: string;
      readonly organization: string;
      readonly organizations: readonly Choice[];
      readonly sought: string;
      readonly problem: string;
      readonly known: QueryFields;
    };
    'admin-people': Summarised & {
      readonly title: string;
      readonly more: string;
      readonly organization: string;
      readonly people: readonly { readonly name: string; readonly email: string; readonly member: string }[];
    };
  }
}

/** A card shows no more people than this. */
const MOST_PEOPLE = 15;

/** Administration of an authority with members, or nothing to press where there is none. */
function membersOf({ administration }: AdminDeps): Members {
  const { members } = administration;
  if (members === undefined) throw new PatkeeperError('invalid-input.button-unknown');
  return members;
}

async function overviewOf(
  { organization, words }: Pick<MembersInput, 'organization' | 'words'>,
  actor: Actor,
  deps: AdminDeps,
  problem = '',
): Promise<Card> {
  const members = membersOf(deps);
  const { account, organizations } = await members.reach(actor);
  if (account === undefined) throw new PatkeeperError('authority-sign-in-needed');
  const { say } = deps.sentences;
  const [first] = organizations;
  const chosen = organizations.find(({ id }) => id === organization) ?? first;
  return {
    card: 'admin-members',
    data: {
      summary: problem || say('admin.members.summary'),
      account: say('admin.members.account', { username: account.username }),
      organization: chosen?.id ?? '',
      organizations: organizations.map(({ id, name }) => ({ title: name, value: id })),
      sought: words,
      problem,
      known: fieldsOf({ asked: { authority: members.authority, state: 'active' }, sort: 'ends' }),
    },
  };
}

async function findPeople(input: MembersInput, actor: Actor, deps: AdminDeps): Promise<Card> {
  const { organization } = input;
  const words = input.words.trim();
  const found = await membersOf(deps).find(actor, organization, words);
  const { say } = deps.sentences;
  const title =
    found.length === 0
      ? say('admin.members.nobody', { organization, words })
      : say('admin.members.found', { organization, words });
  return {
    card: 'admin-people',
    data: {
      summary: title,
      title,
      more: found.length > MOST_PEOPLE ? say('admin.find.more') : '',
      organization,
      people: found.slice(0, MOST_PEOPLE).map(({ key, name, email }) => ({ name, email, member: key })),
    },
  };
}

async function lookAt({ organization, member }: MembersInput, actor: Actor, deps: AdminDeps): Promise<Card> {
  const members = membersOf(deps);
  const { owner } = await members.look(actor, organization, member);
  const asked = { owner, authority: members.authority, state: 'active' as const };
  return listTokens({ asked, sort: 'ends' }, actor, deps);
}

async function lookAtAll({ organization }: MembersInput, actor: Actor, deps: AdminDeps): Promise<Card> {
  const view = await membersOf(deps).lookAtAll(actor, organization);
  return jobCard(view, deps.clock.now(), deps.sentences);
}

type Act = (input: MembersInput, actor: Actor, deps: AdminDeps) => Promise<Card>;
const ACTS: Readonly<Record<string, Act>> = { find: findPeople, look: lookAt, all: lookAtAll };

/** Does one of these, after a sign-in if that is wanted; what is wrong with a field is said on the card with the fields. */
async function act(given: MembersInput, actor: Actor, deps: AdminDeps): Promise<Card> {
  const work = Object.hasOwn(ACTS, given.act) ? ACTS[given.act] : undefined;
  return whenSignedInThere(given, actor, deps, async () => {
    try {
      return work === undefined ? await overviewOf(given, actor, deps) : await work(given, actor, deps);
    } catch (error) {
      if (!(error instanceof PatkeeperError) || Object.keys(error.fields).length === 0) throw error;
      return overviewOf(given, actor, deps, sayFirst(error, deps.sentences));
    }
  });
}

/** What administrators reach at Azure DevOps, or the sign-in for it. */
export function openMembers(_none: object, actor: Actor, deps: AdminDeps): Promise<Card> {
  return act(NO_MEMBER, actor, deps);
}

/** Completes that sign-in with its code, and does what it interrupted. */
export function enterMembers(
  { code, ...interrupted }: MembersInput & { readonly code: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  return signInByCode({
    confirm: () => membersOf(deps).confirmSignIn(actor, code),
    askAgain: (problem) => askToSignInThere(interrupted, actor, deps, { problem }),
    goOn: () => act(interrupted, actor, deps),
    sentences: deps.sentences,
  });
}

const doing =
  (name: string): Act =>
  (input, actor, deps) =>
    act({ ...input, act: name }, actor, deps);

/** The buttons of administration at Azure DevOps. */
export const adminMembersActions = {
  'admin.members': adminView(noInput, openMembers),
  'admin.members.sign-in': adminChange(membersInput.extend({ code: optionalText }), enterMembers),
  'admin.members.find': adminView(membersInput, doing('find')),
  'admin.members.look': adminChange(membersInput, doing('look')),
  'admin.members.all': adminChange(membersInput, doing('all')),
};
