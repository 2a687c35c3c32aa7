import { logLostPeppers } from '../authorities/builtin/lost-peppers.ts';
import type { Peppers } from '../authorities/builtin/peppers.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { TokenStore } from '../core/store/tokens.ts';
import { latestEnd, type Policy } from '../core/tokens/policy.ts';
import { logTokensBeyondPolicy } from '../core/tokens/tokens-beyond-policy.ts';

interface ActiveTokensDeps {
  readonly store: { readonly tokens: Pick<TokenStore, 'countActive'> };
  readonly policy: Policy;
  /** Absent where no built-in tokens are issued. */
  readonly peppers?: Peppers;
  readonly clock: Clock;
  readonly log: Log;
}

/** Logs, at the start, how many active tokens can't be verified or are beyond the policy. Never rejects. */
export async function logActiveTokens({
  store,
  policy,
  peppers,
  clock,
  log,
}: ActiveTokensDeps): Promise<void> {
  const now = clock.now();
  try {
    const counts = await store.tokens.countActive({
      now,
      latestEnd: latestEnd(policy, now),
      mostPerPerson: policy.maxTokensPerUser,
    });
    if (peppers !== undefined) logLostPeppers({ counts, peppers, log });
    logTokensBeyondPolicy(counts, policy, log);
  } catch (err) {
    log.warn({ err }, 'nobody could count the active tokens: whether all can be verified is not known');
  }
}
