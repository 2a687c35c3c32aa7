import type { Clock, Log, Store } from '../../core/ports.ts';
import type { Peppers } from './peppers.ts';

export interface LostPeppersDeps {
  readonly store: Pick<Store, 'countByPepper'>;
  readonly peppers: Peppers;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Logs as an error how many active tokens can't be verified, because their pepper is not known here, and warns of peppers that
 * may be other tokens'. It is no reason not to
 * start: the others can be, and whoever presents one of these is told to try again later. Never rejects.
 */
export async function logLostPeppers({ store, peppers, clock, log }: LostPeppersDeps): Promise<void> {
  try {
    const counts = await store.countByPepper(clock.now());
    const lost = [...counts].filter(([version]) => peppers.find(version) === undefined);
    const tokens = lost.reduce((sum, [, count]) => sum + count, 0);
    const unproven = [...counts].filter(([version]) => peppers.unproven?.has(version));
    if (unproven.length > 0) log.warn({ peppers: unproven.map(([version]) => version) }, UNPROVEN);
    if (tokens > 0) log.error({ tokens, peppers: lost.map(([version]) => version) }, textOf(tokens));
  } catch (err) {
    log.warn({ err }, 'nobody could look whether the peppers of all tokens are known here');
  }
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
