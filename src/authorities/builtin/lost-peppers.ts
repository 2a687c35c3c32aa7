import type { Log } from '../../core/ports.ts';
import type { ActiveCounts } from '../../core/store/tokens.ts';
import type { Peppers } from './peppers.ts';

export interface LostPeppersDeps {
  readonly counts: Pick<ActiveCounts, 'byPepper'>;
  readonly peppers: Peppers;
  readonly log: Log;
}

/**
 * Logs as an error how many active tokens can't be verified, because their pepper is not known here, and warns of peppers that
 * may be other tokens'. It is no reason not to start: the others can be, and whoever presents one of these is told to try
 * again later.
 */
export function logLostPeppers({ counts, peppers, log }: LostPeppersDeps): void {
  const lost = [...counts.byPepper].filter(([version]) => peppers.find(version) === undefined);
  const tokens = lost.reduce((sum, [, count]) => sum + count, 0);
  const unproven = [...counts.byPepper].filter(([version]) => peppers.unproven?.has(version));
  if (unproven.length > 0) log.warn({ peppers: unproven.map(([version]) => version) }, UNPROVEN);
  if (tokens > 0) log.error({ tokens, peppers: lost.map(([version]) => version) }, textOf(tokens));
}

const UNPROVEN =
  'An earlier release wrote pepper.json without saying which tokens it is for. The first token that is verified proves it; ' +
  'until then a token that it does not fit gets 503, never 401. If all do, restore the pepper.json of these tokens.';

function textOf(tokens: number): string {
  const what =
    tokens === 1 ? '1 active token can’t be verified' : `${tokens} active tokens can’t be verified`;
  return (
    `${what}: the pepper is not known here. Add the one that TOKEN_PEPPER had when they were made behind the others there, ` +
    'or put the pepper.json of their data folder into DATA_DIR, and start again.'
  );
}
