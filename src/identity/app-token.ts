import type { ConfidentialClientApplication } from '@azure/msal-node';
import type { Entra } from './entra.ts';

/**
 * Gives a function for an access token of the application itself, for `resource`. msal keeps it until five minutes before its
 * end. Rejects when Entra gives none.
 */
export function createAppToken(entra: Pick<Entra, 'client'>, resource: string): () => Promise<string> {
  let making: Promise<ConfidentialClientApplication> | undefined;
  let asking: Promise<string> | undefined;

  /** One client for all, because it keeps the token. */
  function client(): Promise<ConfidentialClientApplication> {
    making ??= entra.client().catch((error: unknown) => {
      making = undefined;
      throw error;
    });
    return making;
  }

  async function ask(): Promise<string> {
    const result = await (await client()).acquireTokenByClientCredential({
      scopes: [`${resource}/.default`],
    });
    if (result === null) throw new Error('Microsoft Entra gave no token.');
    return result.accessToken;
  }

  return () => {
    // Once for every message that is waiting.
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
