import { AZURE_DEVOPS_TRAITS } from '../authorities/azure-devops/traits.ts';
import type { Config } from '../config/config.ts';
import type { LeaverConfig } from '../config/leavers.ts';
import type { LeaverEnding } from '../core/leavers/leaver-ending.ts';
import type { Administrators, LeaverNews } from '../core/leavers/leaver-news.ts';
import { createLeaverWatch, type LeaverWatch } from '../core/leavers/leaver-watch.ts';
import { createLeavers, type Leavers } from '../core/leavers/leavers.ts';
import { createProvisioning } from '../core/leavers/provisioning.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import { ENDLESS, type Patience } from '../core/timing/patience.ts';
import { isoOf } from '../core/tokens/token.ts';
import type { RateLimitedLog } from '../http/rate-limited-log.ts';
import { createScimEndpoint, type ScimEndpoint } from '../http/scim/scim-endpoint.ts';
import { createGraphDirectory } from '../identity/graph-directory.ts';
import { graphClient, graphTenant } from './graph.ts';

/** A page of a thousand accounts takes Microsoft Graph a while, and nobody waits for it. */
const GRAPH_MS = 20_000;

export interface LeaverServiceDeps {
  readonly config: Pick<Config, 'leavers' | 'mode' | 'azureDevOps' | 'administration'>;
  readonly store: Pick<Store, 'accounts' | 'tokens' | 'audit' | 'marks' | 'rateLimits'>;
  /** What revokes tokens at an authority whose administrators may do that; absent where there is none. */
  readonly ending?: LeaverEnding;
  /** Whoever has to know; the log when left out. */
  readonly administrators?: Administrators;
  readonly clock: Clock;
  readonly refusals: RateLimitedLog;
  /** How long Microsoft Graph is waited for. Endless when left out. */
  readonly patience?: Patience;
  readonly log: Log;
}

/** What ends the tokens of those who leave. */
export interface LeaverService {
  readonly leavers: Leavers;
  /** Absent where nobody tells who has left. */
  readonly watch?: LeaverWatch;
  /** Absent where no identity provider tells it. */
  readonly scim?: ScimEndpoint;
}

/** Builds it; nothing runs before the watch is started. Rejects when a certificate or a token file can't be read. */
export async function createLeaverService(deps: LeaverServiceDeps): Promise<LeaverService> {
  const { config, store, clock, refusals, log, administrators = logOf(log) } = deps;
  const { leavers: settings } = config;
  const graceMs = settings?.graceMs ?? 0;
  const isEndedThere = config.azureDevOps !== undefined && config.administration !== undefined;
  const leavers = createLeavers({
    clock,
    store,
    administrators,
    authorities: isEndedThere ? [AZURE_DEVOPS_TRAITS.id] : [],
    ...(deps.ending === undefined ? {} : { ending: deps.ending }),
    graceMs,
    log,
  });
  if (settings === undefined) return { leavers };
  const tenantId = await graphTenant(config);
  const directory = await directoryOf(settings, tenantId, deps);
  const watch = createLeaverWatch({
    clock,
    store,
    leavers,
    administrators,
    ...(directory === undefined ? {} : { directory }),
    withinMs: settings.withinMs,
    log,
  });
  if (settings.scimTokens.length === 0) return { leavers, watch };
  const scim = createScimEndpoint({
    provisioning: createProvisioning({ clock, store, tenantId }),
    tokens: settings.scimTokens,
    clock,
    refusals,
    onHeard: watch.heard,
  });
  return { leavers, watch, scim };
}

async function directoryOf(
  { graph }: LeaverConfig,
  tenantId: string,
  { clock, patience = ENDLESS }: Pick<LeaverServiceDeps, 'clock' | 'patience'>,
) {
  if (graph === undefined) return undefined;
  return createGraphDirectory({ ...(await graphClient(graph, clock, GRAPH_MS, patience)), tenantId });
}

/** Those who read the log. */
function logOf(log: Log): Administrators {
  return {
    async tell(news) {
      if (news.kind === 'left')
        log.warn(fieldsOf(news), 'people have left: their tokens are refused from now on');
      else if (news.kind === 'held')
        log.error(
          fieldsOf(news),
          'so many people left at once that it may be a mistake: see "patkeeper leavers"',
        );
      else if (news.kind === 'not-ended')
        log.warn(
          fieldsOf(news),
          'people who left have tokens at Azure DevOps that work again when their account returns: an administrator must sign in with /pat admin devops',
        );
      else
        log.error(
          { since: isoOf(news.since) },
          'for an hour nothing has said who has left: nobody is refused for it',
        );
    },
  };
}

function fieldsOf({ people }: Exclude<LeaverNews, { readonly kind: 'silent' }>): object {
  return { people: people.map(({ person, why, tokens }) => ({ person: person.objectId, why, tokens })) };
}
