import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { isGuid } from '../../core/guid.ts';
import type { Clock } from '../../core/ports.ts';
import { createChannelKeys } from './channel-keys.ts';
import { type ChannelTokenReading, readChannelToken } from './channel-token.ts';
import type { Cloud } from './cloud.ts';
import { type Envelope, readEnvelope, withTexts } from './envelope.ts';
import { isLocalServiceUrl, isTeamsServiceUrl } from './service-url.ts';

const CHANNEL = 'msteams';
const REFUSED = { 401: { error: 'unauthorized' }, 403: { error: 'forbidden' } } as const;

type AuthenticatorDeps =
  | { readonly mode: 'local' }
  | {
      readonly mode: 'teams';
      readonly appId: string;
      /** The Entra tenants whose people may use the bot. */
      readonly tenants: readonly string[];
      /** Real time: botbuilder checks the token's life a second time, against the machine's clock. */
      readonly clock: Clock;
      readonly cloud: Cloud;
    };

/** What refuses a request; the reason is for the log only. */
export interface Refused {
  readonly ok: false;
  readonly status: 401 | 403;
  readonly body: { readonly error: string };
  readonly reason: string;
}

/** An activity that may be acted on, or why not. */
type Authentication = { readonly ok: true; readonly activity: Activity } | Refused;

/** A sender that has proven itself, and may send an activity; or why not. */
export type Sender = { readonly ok: true; judge(activity: object): Authentication } | Refused;

/**
 * Decides by the Authorization header who may send an activity, so that nothing of a stranger's body is read; and then,
 * with `judge`, whether that activity may be acted on. Rejects when Microsoft's signing keys can't be had.
 */
export type Authenticate = (authorization: string) => Promise<Sender>;

/**
 * Makes the check for one mode. In Teams mode the token is checked twice: first by us, because botbuilder prints to the
 * console, answers 500 and remembers what strangers send when it meets a bad one, and also takes tokens that our own app
 * was issued for other services; then by botbuilder, whose judgement of a token is the one that counts.
 */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticate {
  if (deps.mode === 'local') {
    return async () => ({ ok: true, judge: (activity) => judge(activity, whyNotLocal) });
  }
  const readToken = createTokenCheck(deps);
  const tenants = new Set(deps.tenants.map((tenant) => tenant.toLowerCase()));
  return async (authorization) => {
    const token = await readToken(authorization);
    if (!token.ok) return refuse(401, token.reason);
    return {
      ok: true,
      judge: (activity) =>
        isFromElsewhere(activity, token.serviceUrl)
          ? refuse(401, 'another service URL')
          : judge(activity, (envelope) => whyNotTeams(envelope, tenants)),
    };
  };
}

/** Whether an activity names another service URL than its token is for. One that names none is malformed. */
function isFromElsewhere(activity: object, serviceUrl: string): boolean {
  return (
    'serviceUrl' in activity && typeof activity.serviceUrl === 'string' && activity.serviceUrl !== serviceUrl
  );
}

function createTokenCheck({ appId, clock, cloud }: AuthenticatorDeps & { mode: 'teams' }) {
  if (appId === '') throw new Error('Without an app id botbuilder would accept everything.');
  const { issuer, metadataUrl } = cloud;
  const findSigningKey = createChannelKeys({ metadataUrl, clock });
  const sdk = createSdk(appId, cloud);
  return async (authorization: string): Promise<ChannelTokenReading> => {
    const expected = { issuer, appId, channelId: CHANNEL, now: clock.now(), findSigningKey };
    const token = await readChannelToken(authorization, expected);
    if (!token.ok) return token;
    try {
      // botbuilder compares the activity's service URL with the token's; the activity's is not known yet, and `judge` does it.
      const { serviceUrl } = token;
      await sdk.authenticateRequest({ channelId: CHANNEL, serviceUrl } as Activity, authorization);
      return token;
    } catch (error) {
      if (isOutage(error)) throw error;
      return { ok: false, reason: `botbuilder: ${error instanceof Error ? error.message : 'refused'}` };
    }
  };
}

/** Any one of these addresses voids botbuilder's defaults for all the others, so all are given. */
function createSdk(appId: string, cloud: Cloud): ConfigurationBotFrameworkAuthentication {
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      ToBotFromChannelOpenIdMetadataUrl: cloud.metadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: cloud.metadataUrl,
      ToBotFromChannelTokenIssuer: cloud.issuer,
      ToChannelFromBotOAuthScope: cloud.scope,
      ToChannelFromBotLoginUrl: cloud.loginUrl,
      OAuthUrl: cloud.oauthUrl,
    },
    {
      isValidAppId: async (id: string) => id === appId,
      isAuthenticationDisabled: async () => false,
      createCredentials: () => Promise.reject(new Error('This is for checking tokens only.')),
    },
  );
}

/** botbuilder tells its own trouble with the keys by status 500, or by the error of its HTTP client. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'FetchError' || ('statusCode' in error && error.statusCode === 500);
}

function judge(given: object, whyNot: (envelope: Envelope) => string | undefined): Authentication {
  const activity = withTexts(given);
  const envelope = readEnvelope(activity);
  const reason = typeof envelope === 'string' ? envelope : whyNot(envelope);
  // readEnvelope has checked the fields that the type promises and the bot reads.
  return reason === undefined ? { ok: true, activity: activity as Activity } : refuse(403, reason);
}

function whyNotTeams({ channelId, serviceUrl, tenantId, objectId }: Envelope, tenants: ReadonlySet<string>) {
  if (channelId !== CHANNEL) return 'not from Teams';
  if (!isTeamsServiceUrl(serviceUrl)) return 'the service URL is not one of Microsoft Teams';
  if (!tenants.has(tenantId.toLowerCase())) return `tenant ${tenantId.slice(0, 64)} is not allowed`;
  if (objectId !== undefined && !isGuid(objectId)) return 'the sender’s object id is no Entra object id';
  return undefined;
}

/** Ids stay free in form: simulators invent theirs. */
function whyNotLocal({ channelId, serviceUrl }: Envelope): string | undefined {
  if (channelId !== CHANNEL) return 'not from Teams';
  return isLocalServiceUrl(serviceUrl) ? undefined : 'the service URL does not lead to this machine';
}

function refuse(status: 401 | 403, reason: string): Refused {
  return { ok: false, status, body: REFUSED[status], reason };
}
