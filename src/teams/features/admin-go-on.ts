import type { JobView } from '../../core/administration/job.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import type { AdminDeps } from './admin-entry.ts';
import { jobCard } from './admin-job-card.ts';

const ACTS: Readonly<Record<string, (actor: Actor, jobId: string, deps: AdminDeps) => Promise<JobView>>> = {
  // The reason was kept when the sign-in came between.
  request: (actor, jobId, { administration }) => administration.request(actor, jobId, ''),
  confirm: (actor, jobId, { administration }) => administration.confirm(actor, jobId),
  decline: (actor, jobId, { administration }) => administration.decline(actor, jobId),
};

/** Does what a sign-in interrupted; without anything, says that the administrator is signed in. */
export async function goOn(
  { jobId, act }: { readonly jobId: string; readonly act: string },
  actor: Actor,
  deps: AdminDeps,
): Promise<Card> {
  const work = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  const { sentences } = deps;
  if (work === undefined || jobId === '')
    return messageCard(sentences.say('admin.signedIn'), sentences.say('admin.signedInText'));
  return jobCard(await work(actor, jobId, deps), deps.clock.now(), sentences);
}
