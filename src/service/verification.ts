import type { Peppers } from '../authorities/builtin/peppers.ts';
import { createVerifier } from '../authorities/builtin/verify.ts';
import type { VerifyConfig } from '../config/verification.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { createDeadUses } from '../core/tokens/dead-uses.ts';
import { createPlaceWatch } from '../core/tokens/place-watch.ts';
import type { Policy } from '../core/tokens/policy.ts';
import { createRefusalRecorder } from '../core/tokens/refusal-recorder.ts';
import type { Organization } from '../core/tokens/token.ts';
import type { TokenService } from '../core/tokens/token-service-port.ts';
import { createUnderPolicy } from '../core/tokens/under-policy.ts';
import { createUseRecorder } from '../core/tokens/use-recorder.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Subnet } from '../http/verification/client-address.ts';
import { createVerifyListener } from '../http/verification/listener.ts';

/** When tokens were last used is not worth holding up a restart for. */
const USES_MS = 1_500;

export interface VerificationDeps {
  readonly config: VerifyConfig;
  /** Those of the built-in authority. */
  readonly organizations: readonly Pick<Organization, 'id'>[];
  readonly policy: Policy;
  readonly trustedProxies: readonly Subnet[];
  /** Most connections of the listener at a time. */
  readonly maxConnections: number;
  readonly store: Pick<Store, 'tokens' | 'contacts' | 'notices'>;
  readonly peppers: Peppers;
  readonly tokenService: Pick<TokenService, 'revokePresented'>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'verify'>;
  /** Called for each request that carries X-Forwarded-For. */
  readonly onForwardedFor: () => void;
  readonly log: Log;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
}

/** The running verification of tokens. */
export interface Verification {
  /** Absent when it is switched off. */
  readonly url?: string;
  /** Ends each connection with its next answer. */
  drain(): void;
  /** Waits for running requests up to `graceMs`, and a moment for what is still to be written. */
  close(graceMs: number): Promise<void>;
}

/** Starts the verification listener on the store and the built-in authority, unless it is switched off. */
export async function startVerification(deps: VerificationDeps): Promise<Verification> {
  const { config, store, tokenService, clock, log, metrics } = deps;
  if (config.kind === 'off') return { drain() {}, close: async () => {} };
  const { wake } = deps;
  const uses = createUseRecorder({ store, clock, log });
  const refused = createRefusalRecorder({ store, clock, log });
  const places = createPlaceWatch({ store, clock, log, wake });
  const deadUses = createDeadUses({ store, clock, log, wake });
  const { url, drain, close } = await createVerifyListener({
    host: config.host,
    port: config.port,
    clients: config.clients,
    trustedProxies: deps.trustedProxies,
    maxConnections: deps.maxConnections,
    verify: createVerifier(deps),
    organizations: deps.organizations.map(({ id }) => id),
    underPolicy: createUnderPolicy(deps.policy),
    nameOf: async (person) => (await store.contacts.find(person))?.name,
    revokePresented: async (token, presentedTo) =>
      void (await tokenService.revokePresented(token, presentedTo)),
    uses: {
      note(token, service, network) {
        uses.note(token, service);
        places.note(token, network === undefined ? { service } : { service, network });
      },
    },
    refused,
    deadUses,
    clock,
    onAnswer: metrics.verify,
    // Nobody is warned where somebody is believed, so that no request is searched for it.
    ...(deps.trustedProxies.length > 0 ? {} : { onForwardedFor: deps.onForwardedFor }),
    log,
  });
  return {
    url,
    drain,
    async close(graceMs) {
      await close(graceMs);
      await Promise.all([uses.end(USES_MS), refused.end(USES_MS), deadUses.end(USES_MS)]);
    },
  };
}
