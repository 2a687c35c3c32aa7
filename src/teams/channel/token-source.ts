import type { Secret } from '../../core/secrets/secret.ts';
import { createSingleFlight } from '../../core/timing/single-flight.ts';
import { ConfigurationServiceClientCredentialFactory } from './botbuilder.ts';
import type { Cloud } from './cloud.ts';

/** How the bot signs in to call the Bot Connector. Multi-tenant bots can no longer be registered. */
export type BotCredentials = {
  readonly appId: string;
  readonly tenantId: string;
  readonly cloud: Cloud;
} & ({ readonly type: 'SingleTenant'; readonly password: Secret } | { readonly type: 'UserAssignedMSI' });

/**
 * Gives a function for the bot's access token, which botbuilder keeps until five minutes before its end. Rejects when
 * Entra, or the machine's managed identity, gives none.
 */
export function createTokenSource(bot: BotCredentials): () => Promise<string> {
  const { scope, loginUrl } = bot.cloud;
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: bot.appId,
    MicrosoftAppTenantId: bot.tenantId,
    MicrosoftAppType: bot.type,
    ...(bot.type === 'SingleTenant' ? { MicrosoftAppPassword: bot.password.reveal() } : {}),
  });
  // Once, as each object builds a client of its own to ask Entra with.
  const credentials = factory.createCredentials(bot.appId, scope, loginUrl, true);
  credentials.catch(() => {});
  const asking = createSingleFlight<string>();

  async function ask(): Promise<string> {
    const made = await credentials;
    if (!givesToken(made)) throw new Error('These credentials give no token.');
    return made.getToken();
  }

  // botbuilder would ask once for every message that is waiting.
  return () => asking.run('token', ask);
}

function givesToken(credentials: object): credentials is { getToken(): Promise<string> } {
  return 'getToken' in credentials && typeof credentials.getToken === 'function';
}
