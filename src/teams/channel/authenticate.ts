import { isGuid } from '../../core/guid.ts';
import type { Clock } from '../../core/ports.ts';
import type { Activity } from './activity.ts';
import { createChannelKeys } from './channel-keys.ts';
import { readChannelToken } from './channel-token.ts';
import type { Cloud } from './cloud.ts';
import { type Envelope, readEnvelope, withTexts } from './envelope.ts';
import { isLocalServiceUrl } from './service-url.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

const CHANNEL = 'msteams';
const REFUSED = { 401: { error: 'unauthorized' }, 403: { error: 'forbidden' } } as const;

type AuthenticatorDeps =
  | { readonly mode: 'local' }
  | {
      readonly mode: 'teams';
      readonly appId: string;
      /** The Entra tenants whose people may use the bot. */
      readonly tenants: readonly string[];
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
 * Makes the check for one mode. In Teams mode only the Bot Connector's own tokens for this bot are taken. botbuilder's check is
 * not used: it prints to the console, answers 500 and remembers what strangers send when it meets a bad token, and also takes
 * those that our own app was issued for other services, as the emulator and skills use them.
 */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticate {
  if (deps.mode === 'local') {
    return async () => ({ ok: true, judge: (activity) => judge(activity, whyNotLocal) });
  }
  const { appId, clock, cloud } = deps;
  if (appId === '') throw new Error('Without an app id any audience would do.');
  const { issuer, metadataUrl } = cloud;
  const findSigningKey = createChannelKeys({ metadataUrl, clock });
  const verified = createVerifiedTokens();
  const tenants = new Set(deps.tenants.map((tenant) => tenant.toLowerCase()));
  return async (authorization) => {
    const expected = { issuer, appId, channelId: CHANNEL, now: clock.now(), findSigningKey };
    const known = verified.find(authorization, expected.now);
    const token = known ?? (await readChannelToken(authorization, expected));
    if (!token.ok) return refuse(401, token.reason);
    if (known === undefined) verified.keep(authorization, token, expected.now);
    return {
      ok: true,
      judge: (activity) =>
        isFromElsewhere(activity, token.serviceUrl)
          ? refuse(401, 'another service URL')
          : judge(activity, (envelope) => whyNotTeams(envelope, tenants, cloud)),
    };
  };
}

/** Whether an activity names another service URL than its token is for. One that names none is malformed. */
function isFromElsewhere(activity: object, serviceUrl: string): boolean {
  return (
    'serviceUrl' in activity && typeof activity.serviceUrl === 'string' && activity.serviceUrl !== serviceUrl
  );
}

function judge(given: object, whyNot: (envelope: Envelope) => string | undefined): Authentication {
  const activity = withTexts(given);
  const envelope = readEnvelope(activity);
  const reason = typeof envelope === 'string' ? envelope : whyNot(envelope);
  // readEnvelope has checked the fields that the type promises and the bot reads.
  return reason === undefined ? { ok: true, activity: activity as Activity } : refuse(403, reason);
}

function whyNotTeams(
  { channelId, serviceUrl, tenantId, objectId }: Envelope,
  tenants: ReadonlySet<string>,
  cloud: Pick<Cloud, 'isServiceUrl'>,
) {
  if (channelId !== CHANNEL) return 'not from Teams';
  if (!cloud.isServiceUrl(serviceUrl)) return 'the service URL is not one of Microsoft Teams';
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
