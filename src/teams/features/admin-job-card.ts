import type { Job, JobView, OrganizationLook } from '../../core/administration/job.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import type { Card } from '../cards/reply.ts';
import { requesterName } from '../cards/requester-name.ts';
import { shownTargets } from '../cards/shown-targets.ts';
import { fieldsOf, type QueryFields } from './admin-input.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'admin-job': Summarised & {
      readonly title: string;
      readonly text: string;
      readonly reason: string;
      readonly names: readonly string[];
      readonly more: string;
      readonly jobId: string;
      readonly mayConfirm: boolean;
      readonly isOpen: boolean;
      /** The tokens that a look at an organization is about. */
      readonly list: QueryFields;
      readonly hasList: boolean;
    };
  }
}

/** How far a request is, and what may be done about it. */
export function jobCard({ job, mayConfirm }: JobView, now: Instant, sentences: Sentences): Card {
  const { say } = sentences;
  const title =
    job.look === undefined
      ? titleOf({ job, mayConfirm }, now, sentences)
      : lookTitle(job, job.look, sentences);
  const names = shownTargets(job);
  const rest = job.targets.length - names.length;
  const text = job.look === undefined ? textOf(job, now, sentences) : lookText(job, job.look, sentences);
  const name = requesterName(job.requesterName, sentences);
  const { authority, organization } = job.look ?? { authority: '', organization: '' };
  return {
    card: 'admin-job',
    data: {
      summary: text === '' ? title : `${title}. ${text}`,
      title,
      text,
      reason:
        job.look === undefined
          ? say('admin.job.reason', { name, reason: job.reason })
          : say('admin.job.askedBy', { name }),
      names,
      more: rest === 0 ? '' : say('reply.revokeAll.more', { count: rest }),
      jobId: job.id,
      mayConfirm,
      // Whoever decides has nothing to wait for.
      isOpen: !mayConfirm && (job.state === 'running' || job.state === 'waiting'),
      list: fieldsOf({ asked: { authority, organization, state: 'active' }, sort: 'ends' }),
      hasList: job.look !== undefined,
    },
  };
}

function lookTitle({ state, problem }: Job, { organization }: OrganizationLook, { say }: Sentences): string {
  if (state === 'running') return say('admin.job.looking', { organization });
  return problem === undefined
    ? say('admin.job.looked', { organization })
    : say('admin.job.lookStopped', { organization });
}

function lookText(
  { problem }: Job,
  { people, tokens, gone }: OrganizationLook,
  sentences: Sentences,
): string {
  const { say } = sentences;
  return [
    say('admin.job.lookTokens', { people, tokens }),
    ...(gone === 0 ? [] : [say('admin.job.lookGone', { count: gone })]),
    ...(problem === undefined ? [] : [sayError(problem, sentences)]),
  ].join(' ');
}

function titleOf({ job, mayConfirm }: JobView, now: Instant, { say }: Sentences): string {
  const { state, next, counts, targets, expiresAt } = job;
  const count = targets.length;
  switch (state) {
    case 'draft':
      return say('admin.job.draft', { count });
    case 'waiting':
      if (mayConfirm) return say('admin.job.waitsForYou', { count });
      return expiresAt > now ? say('admin.job.waiting', { count }) : say('admin.job.lapsed', { count });
    case 'running':
      return say('admin.job.running', { done: next, count });
    case 'done':
      return say('admin.job.done', { count: counts.revoked });
    case 'declined':
      return say('admin.job.declined', { count });
  }
}

/** What happened besides, and what comes next. */
function textOf(job: Job, now: Instant, sentences: Sentences): string {
  const { say } = sentences;
  const { state, counts, second, expiresAt } = job;
  const ended = counts.ended === 0 ? [] : [say('admin.job.ended', { count: counts.ended })];
  const failed = counts.failed === 0 ? [] : [say('admin.job.failed', { count: counts.failed })];
  const { renewed: renewals = 0, made: others = 0 } = job.since ?? {};
  const renewed = renewals === 0 ? [] : [say('admin.job.renewed', { count: renewals })];
  const made = others === 0 ? [] : [say('admin.job.made', { count: others })];
  const by =
    second === undefined
      ? []
      : [
          state === 'declined'
            ? say('admin.job.declinedBy', { name: second.name })
            : say('admin.job.confirmedBy', { name: second.name }),
        ];
  const waits =
    state === 'waiting' && expiresAt > now
      ? [say('admin.job.waits', { time: formatInstant(expiresAt, sentences) })]
      : [];
  const told =
    state === 'done' && counts.revoked > 0 ? [say('admin.job.told', { count: counts.revoked })] : [];
  const isLate = counts.revoked > 0 && job.targets.some(({ authority }) => authority !== undefined);
  const delay = isLate ? [say('admin.job.delay')] : [];
  const why = job.problem === undefined ? [] : [sayError(job.problem, sentences)];
  return [...renewed, ...ended, ...failed, ...why, ...made, ...by, ...waits, ...delay, ...told].join(' ');
}
