import { randomUUID } from 'node:crypto';
import {
  type AzureDevOpsAdministration,
  createAzureDevOpsAdministration,
} from '../authorities/azure-devops/azure-devops-administration.ts';
import {
  type AzureDevOpsAuthority,
  createAzureDevOpsAuthority,
} from '../authorities/azure-devops/azure-devops-authority.ts';
import { createAzureDevOpsClient } from '../authorities/azure-devops/azure-devops-client.ts';
import type { AzureDevOpsConfig } from '../config/azure-devops.ts';
import type { Config } from '../config/config.ts';
import { createAuditTrail } from '../core/audit/audit-trail.ts';
import { auditedSignIn } from '../core/audit/audited-sign-in.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { BrowserSignIn, SignIn, SignInStore } from '../core/sign-in.ts';
import type { Store } from '../core/store/store.ts';
import { observeCalls } from '../core/timing/observe-calls.ts';
import { ENDLESS, type Patience } from '../core/timing/patience.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import type { PersonId } from '../core/tokens/token.ts';
import type { Metrics } from '../http/metrics.ts';
import { loadCacheKeys } from '../identity/cache-keys.ts';
import { createEntra, type Entra } from '../identity/entra.ts';
import { createSealer } from '../identity/sealing.ts';
import { createSignIn, type EntraSignIn } from '../identity/sign-in.ts';
import { TOKEN_ADMINISTRATION } from '../identity/sign-in-scopes.ts';
import { createInterrupted, type Interrupted } from '../teams/turns/interrupted.ts';
import { loadCredential } from './load-credential.ts';

const MOST_CALLS = 16;

export interface AzureDevOpsDeps {
  readonly config: Config;
  readonly store: Pick<Store, 'records' | 'watches' | 'audit'>;
  /** Whether there were people before this start, whose sign-ins a new key can't open. */
  readonly storeIsOld: boolean;
  /** The service's own address, for a browser on the same machine; asked for when a page is needed. */
  readonly ownUrl: () => string;
  /** Called when somebody has signed in so that their tokens can be looked after. */
  readonly onBackground: (person: PersonId) => Promise<void>;
  readonly metrics: Pick<Metrics, 'authorityCall' | 'signInCall'>;
  /** How long Microsoft's services are waited for. */
  readonly patience: Patience;
  readonly clock: Clock;
  readonly log: Log;
}

/** Everything that work on Azure DevOps takes. */
export interface AzureDevOps {
  readonly authority: AzureDevOpsAuthority;
  readonly signIn: SignIn & BrowserSignIn;
  readonly interrupted: Interrupted;
  /** What administrators do with the tokens of others; absent when ADMIN is off. */
  readonly administration?: AzureDevOpsForAdministrators;
}

/** The token administration of Azure DevOps, and the sign-in for it. */
export interface AzureDevOpsForAdministrators {
  readonly tokens: AzureDevOpsAdministration;
  readonly signIn: EntraSignIn;
}

/** Builds the authority and the sign-in; undefined when Azure DevOps is not configured. Rejects with a `PatkeeperError` when a key or certificate can't be read. */
export async function createAzureDevOps(deps: AzureDevOpsDeps): Promise<AzureDevOps | undefined> {
  const { config, store, metrics, clock, log } = deps;
  const { azureDevOps } = config;
  if (azureDevOps === undefined) return undefined;
  const { sealer, ...kept } = await createKeptSignIn({ ...deps, azureDevOps });
  const audit = createAuditTrail({ store, clock, log, newId: randomUUID });
  const signIn = auditedSignIn(observeCalls(kept.signIn, metrics.signInCall), audit);
  const { url, profileUrl } = azureDevOps;
  const limits = {
    timeoutMs: TIME_BUDGET.authority,
    maxConcurrent: MOST_CALLS,
    patience: deps.patience,
  };
  const onOutcome = (outcome: string) => metrics.authorityCall('azure-devops', outcome);
  const client = createAzureDevOpsClient({ url, profileUrl, clock, log, onOutcome, ...limits });
  const authority = createAzureDevOpsAuthority({ client, accessTokens: signIn, clock, log });
  const administration =
    config.administration === undefined ? undefined : forAdministrators(kept.administratorSignIn);
  return {
    authority,
    ...(administration === undefined ? {} : { administration }),
    interrupted: createInterrupted({ store, sealer, clock, log }),
    signIn: {
      ...signIn,
      async exchange(person, teamsToken) {
        await signIn.exchange(person, teamsToken);
        authority.forget(person);
      },
      async confirm(person, code) {
        await signIn.confirm(person, code);
        authority.forget(person);
        await deps.onBackground(person);
      },
      async forget(person) {
        await signIn.forget(person);
        await administration?.signIn.forget(person);
        await store.records.deleteAll(person);
        await store.watches.delete(person);
        authority.forget(person);
      },
    },
  };

  function forAdministrators(administratorSignIn: EntraSignIn): AzureDevOpsForAdministrators {
    const tokens = createAzureDevOpsAdministration({ client, accessTokens: administratorSignIn, clock });
    return {
      tokens,
      signIn: {
        ...administratorSignIn,
        async confirm(person, code) {
          await administratorSignIn.confirm(person, code);
          tokens.forget(person);
        },
        async forget(person) {
          await administratorSignIn.forget(person);
          tokens.forget(person);
        },
      },
    };
  }
}

export interface KeptSignInDeps {
  readonly config: Pick<Config, 'dataDir' | 'cacheKey'>;
  readonly azureDevOps: AzureDevOpsConfig;
  readonly store: SignInStore;
  readonly storeIsOld: boolean;
  readonly ownUrl: () => string;
  readonly patience?: Patience;
  readonly clock: Clock;
  readonly log: Log;
}

/** The sign-ins of people, as they are kept in the store, and what seals them there. Rejects with a `PatkeeperError` when a key or certificate can't be read. */
export async function createKeptSignIn(deps: KeptSignInDeps) {
  const { config, azureDevOps, store, storeIsOld, ownUrl, patience, clock, log } = deps;
  const keys = await loadCacheKeys({
    dataDir: config.dataDir,
    storeIsOld,
    log,
    ...(config.cacheKey === undefined ? {} : { configured: config.cacheKey }),
  });
  const sealer = createSealer({ keys });
  const entra = await entraOf(azureDevOps, clock, patience);
  const publicUrl = () => azureDevOps.publicUrl ?? ownUrl();
  const common = { entra, store, sealer, publicUrl, clock, log };
  return {
    sealer,
    signIn: createSignIn(common),
    administratorSignIn: createSignIn({ ...common, purpose: TOKEN_ADMINISTRATION }),
  };
}

/** The application at Microsoft Entra, from its settings. Rejects when its certificate can't be read. */
export async function entraOf(
  { entra }: Pick<AzureDevOpsConfig, 'entra'>,
  clock: Clock,
  patience: Patience = ENDLESS,
): Promise<Entra> {
  const { authority, clientId, credential } = entra;
  const loaded = await loadCredential(credential, clock);
  return createEntra({ authority, clientId, clock, patience, credential: loaded });
}
