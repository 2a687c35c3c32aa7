import { isTeamsServiceUrl } from './service-url.ts';

/** Where one Microsoft cloud keeps what a bot talks to. */
export interface Cloud {
  /** Who signs the tokens that come with activities. Stays the Bot Framework for single-tenant bots too. */
  readonly issuer: string;
  /** The OpenID document that leads to the keys of that issuer. */
  readonly metadataUrl: string;
  /** What the bot asks an access token for, to call the Bot Connector. */
  readonly scope: string;
  readonly loginUrl: string;
  /** Whether a service URL leads to the Bot Connector of this cloud. */
  isServiceUrl(url: string): boolean;
}

/** The addresses are those in botframework-connector 4.23.3, `AuthenticationConstants`. */
export const PUBLIC_CLOUD: Cloud = {
  issuer: 'https://api.botframework.com',
  metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  scope: 'https://api.botframework.com',
  loginUrl: 'https://login.microsoftonline.com/botframework.com',
  isServiceUrl: isTeamsServiceUrl,
};
