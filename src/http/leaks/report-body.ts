import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LeakOutcome } from '../../core/leaks/leak-desk.ts';
import { keepsToBounds } from '../../web/json-bounds.ts';

/** A report as GitHub's programme has it. Other fields are passed over. */
const report = z.object({
  token: z.string().max(2_000),
  type: z.string().max(200).default(''),
  url: z.string().max(4_000).nullish(),
  source: z.string().max(200).nullish(),
});
const reports = z.array(report);

/** One reported secret. */
export interface Report {
  readonly token: string;
  readonly type: string;
  readonly url: string;
}

/** Most secrets in one report. */
export const MOST_REPORTS = 10_000;
/** Seven values at most for each, and a list. */
const BOUNDS = { maxValues: 8 * MOST_REPORTS, maxDepth: 4 };

/** Reads the body of a report; `too-many` above the limit, undefined for anything that is none. */
export function readReports(bytes: Buffer): readonly Report[] | 'too-many' | undefined {
  if (!keepsToBounds(bytes, BOUNDS)) return 'too-many';
  const read = reports.safeParse(parse(bytes)).data;
  if (read === undefined) return undefined;
  if (read.length > MOST_REPORTS) return 'too-many';
  return read.map(({ token, type, url }) => ({ token, type, url: url ?? '' }));
}

/** What the programme is told: whether each secret was one of ours. The secret itself is not sent back. */
export function feedback(given: readonly Report[], outcomes: readonly LeakOutcome[]): readonly object[] {
  return given.map(({ token, type }, i) => ({
    token_hash: createHash('sha256').update(token).digest('hex'),
    token_type: type,
    label: outcomes[i] === 'foreign' ? 'false_positive' : 'true_positive',
  }));
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
