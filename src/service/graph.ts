import type { Config } from '../config/config.ts';
import type { GraphConfig } from '../config/leavers.ts';
import type { ApplicationDirectory } from '../core/applications/application.ts';
import type { Clock } from '../core/ports.ts';
import { ENDLESS, type Patience } from '../core/timing/patience.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import { createAppToken } from '../identity/app-token.ts';
import { createEntra } from '../identity/entra.ts';
import { createEntraHttp } from '../identity/entra-http.ts';
import { createGraphApplications } from '../identity/graph-applications.ts';
import type { GraphHttpDeps } from '../identity/graph-http.ts';
import { loadCredential } from './load-credential.ts';

/** The tenant that Microsoft Graph knows: the bot's own, or the local chat's. */
export async function graphTenant({ mode }: Pick<Config, 'mode'>): Promise<string> {
  return mode.kind === 'teams' ? mode.tenantId : (await import('../local/directory.ts')).TENANT_ID;
}

/** What asks Microsoft Graph. Rejects when a certificate or a token file can't be read. */
export async function graphClient(
  { url, entra: settings }: GraphConfig,
  clock: Clock,
  timeoutMs: number,
  patience: Patience = ENDLESS,
): Promise<GraphHttpDeps> {
  const { authority, clientId } = settings;
  const credential = await loadCredential(settings.credential, clock);
  const entra = createEntra({ authority, clientId, credential, clock, patience });
  return { url, getToken: createAppToken(entra, url), http: createEntraHttp({ timeoutMs, patience }) };
}

/** Where applications are looked up; undefined where they are not. */
export async function applicationDirectory(
  config: Pick<Config, 'mode' | 'applications'>,
  clock: Clock,
): Promise<ApplicationDirectory | undefined> {
  if (config.applications === undefined) return undefined;
  const graph = await graphClient(config.applications, clock, TIME_BUDGET.application);
  return createGraphApplications({ ...graph, tenantId: await graphTenant(config) });
}
