import { z } from 'zod';
import type { Selection } from '../../core/administration/administration.ts';
import type { Job } from '../../core/administration/job.ts';
import { PatkeeperError } from '../../core/errors.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Card } from '../cards/reply.ts';
import { shownTargets } from '../cards/shown-targets.ts';
import { type AdminDeps, adminChange, adminView } from './admin-entry.ts';
import { type AdminQuery, jobInput, ownedTokenInput, queryInput } from './admin-input.ts';
import { jobCard } from './admin-job-card.ts';
import { NO_MEMBER, whenSignedInThere } from './admin-members-sign-in.ts';
import { whenFresh } from './admin-sign-in.ts';
import { optionalText } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-question': Summarised & {
      readonly title: string;
      readonly names: readonly string[];
      readonly more: string;
      /** What is left out, and that a second administrator is wanted; empty lines are not shown. */
      readonly leftOut: string;
      readonly second: string;
      /** That some of them work for a while longer. */
      readonly delay: string;
      readonly reason: string;
      readonly problem: string;
      readonly jobId: string;
    };
  }
}

/** Asks whether what was selected shall be revoked: how many, which, and why. */
async function ask(selection: Selection, actor: Actor, deps: AdminDeps): Promise<Card> {
  const { job, needsSecond, own, elsewhere, signInHelps } = await deps.administration.preview(
    actor,
    selection,
  );
  const { say } = deps.sentences;
  const names = shownTargets(job);
  const rest = job.targets.length - names.length;
  const leftOut = [
    ...(own === 0 ? [] : [say('admin.question.own', { count: own })]),
    ...(elsewhere === 0 ? [] : [say('admin.question.elsewhere', { count: elsewhere })]),
    ...(signInHelps ? [say('admin.question.signIn')] : []),
  ];
  const title = say('admin.question.title', { count: job.targets.length });
  return {
    card: 'admin-question',
    data: {
      summary: title,
      title,
      names,
      more: rest === 0 ? '' : say('reply.revokeAll.more', { count: rest }),
      leftOut: leftOut.join(' '),
      second: needsSecond ? say('admin.question.second') : '',
      delay: delayOf(job, deps.sentences),
      reason: '',
      problem: '',
      jobId: job.id,
    },
  };
}

function delayOf({ targets }: Job, { say }: Sentences): string {
  const count = targets.filter(({ authority }) => authority !== undefined).length;
  return count === 0 ? '' : say('admin.question.delay', { count });
}

/** Tokens of an authority where the administrator has not signed in yet are asked about after that. */
function askWhenSignedIn(selection: Selection, actor: Actor, deps: AdminDeps): Promise<Card> {
  return whenSignedInThere(NO_MEMBER, actor, deps, () => ask(selection, actor, deps));
}

function askAboutToken(
  { owner, tokenId }: { owner: { tenantId: string; objectId: string }; tokenId: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  return askWhenSignedIn({ kind: 'token', owner, tokenId }, actor, deps);
}

function askAboutList({ asked }: AdminQuery, actor: Actor, deps: AdminDeps): Promise<Card> {
  return askWhenSignedIn({ kind: 'tokens', asked }, actor, deps);
}

async function request(
  { jobId, reason }: { jobId: string; reason: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  return whenFresh({ jobId, act: 'request' }, actor, deps, async () => {
    try {
      return jobCard(
        await deps.administration.request(actor, jobId, reason),
        deps.clock.now(),
        deps.sentences,
      );
    } catch (error) {
      if (!(error instanceof PatkeeperError) || error.reason !== 'invalid-input.reason-missing') throw error;
      return askForReason(jobId, actor, deps, sayFirst(error, deps.sentences));
    }
  });
}

/** The question once more, because there was no reason. */
async function askForReason(jobId: string, actor: Actor, deps: AdminDeps, problem: string): Promise<Card> {
  const { job } = await deps.administration.job(actor, jobId);
  const { say } = deps.sentences;
  const names = shownTargets(job);
  const rest = job.targets.length - names.length;
  const title = say('admin.question.title', { count: job.targets.length });
  const more = rest === 0 ? '' : say('reply.revokeAll.more', { count: rest });
  return {
    card: 'admin-question',
    data: {
      summary: problem,
      title,
      names,
      more,
      leftOut: '',
      second: '',
      delay: delayOf(job, deps.sentences),
      reason: '',
      problem,
      jobId,
    },
  };
}

function act(name: 'confirm' | 'decline') {
  return ({ jobId }: { jobId: string }, actor: Actor, deps: AdminDeps): Promise<Card> =>
    whenFresh({ jobId, act: name }, actor, deps, async () =>
      jobCard(await deps.administration[name](actor, jobId), deps.clock.now(), deps.sentences),
    );
}

async function showJob({ jobId }: { jobId: string }, actor: Actor, deps: AdminDeps): Promise<Card> {
  return jobCard(await deps.administration.job(actor, jobId), deps.clock.now(), deps.sentences);
}

const requestInput = jobInput.extend({ reason: optionalText });

/** The buttons that end the tokens of others. */
export const adminRevokeActions = {
  'admin.revoke.ask': adminChange(ownedTokenInput, askAboutToken),
  'admin.revoke-list.ask': adminChange(queryInput, askAboutList),
  'admin.revoke': adminChange(requestInput, request),
  'admin.job': adminView(jobInput, showJob),
  'admin.confirm': adminChange(z.object(jobInput.shape), act('confirm')),
  'admin.decline': adminChange(z.object(jobInput.shape), act('decline')),
};
