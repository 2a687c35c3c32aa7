import { headText } from '../core/audit/chain.ts';
import type { ChainProblem, ChainReport } from '../core/audit/chain-check.ts';
import { isoOf } from '../core/tokens/token.ts';

/** What a check came to, as lines to print; the last one says whether it is good. */
export function sayReport(report: ChainReport): string[] {
  const { problems, seals, events, gone, unsealed, late, begins, head } = report;
  const lines = [
    `${events} events and ${seals} seals were read; ${unsealed} events at the end wait for a seal.`,
  ];
  if (gone > 0) lines.push(`${gone} older events are gone by their age. The chain still has their seals.`);
  if (begins !== undefined && begins > 1)
    lines.push(`The trail begins with seal ${begins}: what is older is in an earlier journal.`);
  if (late > 0)
    lines.push(`${late} events were written more than ten minutes after the time that they name.`);
  if (head !== undefined)
    lines.push(`The latest seal is of ${isoOf(head.at)}. The head is ${headText(head)}`);
  if (problems.length === 0) return [...lines, 'Nothing was changed.'];
  return [...lines, ...problems.map(sayProblem), 'The audit trail is not as it was sealed.'];
}

function sayProblem(problem: ChainProblem): string {
  switch (problem.kind) {
    case 'changed':
      return `PROBLEM: the event ${problem.id} in seal ${problem.seal} was changed.`;
    case 'inserted':
      return `PROBLEM: the event ${problem.id} was inserted: it has no seal, and its time was sealed long ago.`;
    case 'events': {
      const { number, first, count, at } = problem.seal;
      const where = `seal ${number} (events ${first} to ${first + count - 1}, sealed at ${isoOf(at)})`;
      if (problem.found < count)
        return `PROBLEM: ${count - problem.found} of ${count} events of ${where} were removed.`;
      if (problem.found > count)
        return `PROBLEM: ${problem.found - count} events were inserted into ${where}.`;
      return `PROBLEM: an event of ${where} was changed, or events were swapped.`;
    }
    case 'gone-early':
      return `PROBLEM: ${problem.count} events of seal ${problem.seal} were removed before they were old enough.`;
    case 'seal-changed':
      return `PROBLEM: seal ${problem.seal} was changed.`;
    case 'broken':
      return `PROBLEM: seal ${problem.seal} does not follow seal ${problem.before}: seals were removed, inserted or swapped.`;
    case 'other-head':
      return problem.found === undefined
        ? `PROBLEM: the trail has no seal with the head ${problem.head}: its end was removed, or it is not this trail.`
        : `PROBLEM: the head ${problem.head} is ${problem.found} here: the trail was written anew.`;
  }
}
