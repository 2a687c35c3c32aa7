import { loadPeppers, type Peppers } from '../authorities/builtin/peppers.ts';
import type { Config } from '../config/config.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import type { Policy } from '../core/tokens/policy.ts';
import { AUTHORITY_TRAITS } from './authorities.ts';
import { logActiveTokens } from './log-active-tokens.ts';
import { rememberPrefix } from './remember-prefix.ts';

interface TokenKeysDeps {
  readonly config: Config;
  readonly store: Pick<Store, 'marks' | 'tokens'>;
  /** Whether people were known before this start. */
  readonly isOld: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

interface TokenKeys {
  /** What keys the digests of built-in secrets. */
  readonly peppers: Peppers;
  /** What tokens may be. */
  readonly policy: Policy;
  /** Whether built-in tokens are issued. */
  readonly issues: boolean;
}

/**
 * Opens what built-in secrets are made and verified with, and logs which active tokens can't be verified or are beyond the
 * policy. Rejects with `store-refused` when the peppers are lost or damaged.
 */
export async function openTokenKeys({ config, store, isOld, clock, log }: TokenKeysDeps): Promise<TokenKeys> {
  await rememberPrefix(store, config.secretPrefix);
  // After the first start there is a pepper: a missing one then means a lost file, and a new one would void every token.
  const configured = config.peppers === undefined ? {} : { configured: config.peppers };
  const peppers = await loadPeppers({ dataDir: config.dataDir, mayCreate: !isOld, log, ...configured });
  const issues = config.authorities.includes('builtin');
  const policy = { ...config.policy, authorities: AUTHORITY_TRAITS };
  await logActiveTokens({ store, policy, ...(issues ? { peppers } : {}), clock, log });
  return { peppers, policy, issues };
}
