import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor, PersonId } from '../../core/tokens/token.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import type { Fact } from '../cards/fact.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card, Dialog } from '../cards/reply.ts';
import { tokenFacts } from '../cards/token-view.ts';
import { type AdminDeps, adminChange, adminView } from './admin-entry.ts';
import { jobInput, ownedTokenInput } from './admin-input.ts';
import { jobCard } from './admin-job-card.ts';
import { orAskToSignIn, signInByCode } from './admin-sign-in-steps.ts';
import { rowOf } from './admin-views.ts';
import { noInput, optionalText } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    /** One dialog, step by step: which fields and buttons there are says `step`. */
    'admin-whose': Summarised & {
      readonly step: 'ask' | 'found' | 'sign-in';
      readonly text: string;
      readonly problem: string;
      readonly facts: readonly Fact[];
      readonly mayRevoke: boolean;
      readonly owner: PersonId;
      readonly tokenId: string;
      readonly jobId: string;
      readonly url: string;
    };
  }
}

const NOTHING = {
  problem: '',
  facts: [],
  mayRevoke: false,
  owner: { tenantId: '', objectId: '' },
  tokenId: '',
  jobId: '',
  url: '',
} as const;

type Page = Extract<Card, { card: 'admin-whose' }>['data'];

function page(data: Omit<Page, 'summary'>, deps: AdminDeps): Dialog {
  const title = deps.sentences.say('admin.whose.title');
  return { title, height: 'medium', card: { card: 'admin-whose', data: { summary: title, ...data } } };
}

function ask(deps: AdminDeps, problem = ''): Dialog {
  return page({ ...NOTHING, step: 'ask', text: deps.sentences.say('admin.whose.text'), problem }, deps);
}

async function open(_none: object, _actor: Actor, deps: AdminDeps): Promise<Dialog> {
  return ask(deps);
}

/** Says whose token a secret is. The answer never holds it, not even for another try. */
async function identify({ secret }: { secret: string }, actor: Actor, deps: AdminDeps): Promise<Dialog> {
  const { administration, clock, organizationOf, tokenService, sentences } = deps;
  try {
    const owned = await administration.identify(actor, secret);
    const { token, ownerName } = owned;
    const { state, ends } = rowOf(owned, deps);
    const { role } = await administration.standingOf(actor);
    const facts = tokenFacts(token, clock.now(), organizationOf, tokenService.policy, sentences);
    const isActive = token.revokedAt === undefined && token.validTo > clock.now();
    return page(
      {
        ...NOTHING,
        step: 'found',
        text: sentences.say('admin.token.summary', { name: token.name, owner: ownerName }),
        facts: [
          { label: sentences.say('admin.token.owner'), value: ownerName },
          { label: sentences.say('admin.whose.state'), value: `${state} · ${ends}` },
          ...facts,
        ],
        mayRevoke: isActive && role === 'administrator',
        owner: token.owner,
        tokenId: token.id,
      },
      deps,
    );
  } catch (error) {
    if (!(error instanceof PatkeeperError)) throw error;
    return ask(deps, sayFirst(error, sentences));
  }
}

function requestOrSignIn(jobId: string, reason: string, actor: Actor, deps: AdminDeps): Promise<Dialog> {
  const { administration, clock, sentences } = deps;
  const request = async (): Promise<Dialog> => {
    const view = await administration.request(actor, jobId, reason);
    const { title, text } = dataOf(jobCard(view, clock.now(), sentences));
    const card = messageCard(title, text);
    return { title: sentences.say('admin.whose.title'), height: 'small', card };
  };
  return orAskToSignIn('fresh-sign-in-needed', request, () => signInPage(jobId, actor, deps));
}

async function signInPage(jobId: string, actor: Actor, deps: AdminDeps, problem = ''): Promise<Dialog> {
  const url = await deps.administration.startSignIn(actor);
  const text = deps.sentences.say('error.fresh-sign-in-needed');
  return page({ ...NOTHING, step: 'sign-in', text, problem, jobId, url }, deps);
}

async function revoke(
  { reason, ...about }: z.infer<typeof revokeInput>,
  actor: Actor,
  deps: AdminDeps,
): Promise<Dialog> {
  const { job } = await deps.administration.preview(actor, { kind: 'token', ...about });
  return requestOrSignIn(job.id, reason, actor, deps);
}

function signIn(
  { jobId, code }: { jobId: string; code: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Dialog> {
  return signInByCode({
    confirm: () => deps.administration.confirmSignIn(actor, code),
    askAgain: (problem) => signInPage(jobId, actor, deps, problem),
    goOn: () => requestOrSignIn(jobId, '', actor, deps),
    sentences: deps.sentences,
  });
}

function dataOf(card: Card): { readonly title: string; readonly text: string } {
  return card.card === 'admin-job' ? card.data : { title: card.data.summary, text: '' };
}

const revokeInput = ownedTokenInput.extend({ reason: optionalText });

/** The steps of the dialog that takes a found secret. */
export const adminDialogActions = {
  'admin.whose.open': adminView(noInput, open),
  'admin.whose': { ...adminView(z.object({ secret: optionalText }), identify), again: 'admin.whose.open' },
  'admin.whose.revoke': adminChange(revokeInput, revoke),
  'admin.whose.sign-in': adminChange(jobInput.extend({ code: optionalText }), signIn),
};
