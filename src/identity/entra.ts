import type { ICachePlugin, ConfidentialClientApplication as MsalClient } from '@azure/msal-node';
import type { Clock } from '../core/ports.ts';
import type { Patience } from '../core/timing/patience.ts';
import { type ClientCredential, msalCredential } from './client-credential.ts';
import { createEntraHttp } from './entra-http.ts';
import { createEntraMetadata, type EntraMetadata } from './entra-metadata.ts';
import { ConfidentialClientApplication, LogLevel } from './msal.ts';

export interface EntraDeps {
  /** `https://login.microsoftonline.com/<tenant>`; plain http for a loopback address. */
  readonly authority: string;
  readonly clientId: string;
  readonly credential: ClientCredential;
  readonly clock: Clock;
  /** Of one request. */
  readonly timeoutMs?: number;
  /** Endless when left out. */
  readonly patience?: Patience;
}

/** The application at Microsoft Entra. */
export interface Entra extends EntraMetadata {
  readonly clientId: string;
  /** An msal client for one piece of work, with the cache of one person or one that is only in memory. */
  client(cachePlugin?: ICachePlugin): Promise<MsalClient>;
}

/** Makes the application's side of Microsoft Entra. Nothing is asked before it is needed. */
export function createEntra({ authority, clientId, credential, clock, ...limits }: EntraDeps): Entra {
  const http = createEntraHttp(limits);
  const metadata = createEntraMetadata({ authority, http, clock });
  const proof = msalCredential(credential, http);

  return {
    ...metadata,
    clientId,
    async client(cachePlugin) {
      const discovery = await metadata.discovery();
      return new ConfidentialClientApplication({
        auth: {
          ...proof,
          clientId,
          // msal accepts only https for an authority. Then it asks the endpoints, which may be http on loopback.
          authority: authority.replace(/^http:/, 'https:'),
          knownAuthorities: [new URL(authority).host],
          // So that not every client asks for it.
          authorityMetadata: JSON.stringify(discovery),
          // Says that claims challenges are understood, which makes Azure DevOps send them.
          clientCapabilities: ['CP1'],
        },
        system: {
          networkClient: http.forMsal,
          disableInternalRetries: true,
          loggerOptions: { logLevel: LogLevel.Error, piiLoggingEnabled: false, loggerCallback: () => {} },
        },
        ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
      });
    },
  };
}
