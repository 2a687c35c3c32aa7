import { type Job, MOST_SHOWN } from '../../core/administration/job.ts';

/** The first tokens of a request, with their owners. */
export function shownTargets({ targets }: Pick<Job, 'targets'>): string[] {
  return targets
    .slice(0, MOST_SHOWN)
    .map(({ name, ownerName }) => (ownerName === undefined ? name : `${name} · ${ownerName}`));
}
