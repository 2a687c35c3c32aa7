import type { LocalMode, TeamsMode } from '../config/mode.ts';
import type { Clock } from '../core/ports.ts';
import { withDeadline } from '../core/timing/deadline.ts';
import { TIME_BUDGET } from '../core/timing/time-budget.ts';
import type { Admission, Admit } from '../http/bot/admission.ts';
import type { OutgoingResponse } from '../http/bot/response.ts';
import type { RateLimitedLog } from '../http/rate-limited-log.ts';
import { createAppToken } from '../identity/app-token.ts';
import { createEntra } from '../identity/entra.ts';
import { type Authenticate, createAuthenticator, type Refused } from '../teams/channel/authenticate.ts';
import { type Cloud, PUBLIC_CLOUD } from '../teams/channel/cloud.ts';
import { createTokenSource } from '../teams/channel/token-source.ts';
import type { Bot } from '../teams/turns/bot.ts';
import type { Deliveries } from '../teams/turns/deliveries.ts';
import { loadCredential } from './load-credential.ts';

/** Nothing is wrong with the activity: Teams sends it again. */
const TRY_AGAIN: Admission = { ok: false, response: { status: 503, body: { error: 'try again' } } };

export interface AdmissionDeps {
  readonly authenticate: Authenticate;
  readonly bot: Pick<Bot, 'run'>;
  readonly deliveries: Pick<Deliveries, 'delivered'>;
  /** Tells of what strangers may cause as often as they like. */
  readonly refusals: RateLimitedLog;
}

/** Makes the step that decides by a request's head whether its activity is read, and then has it run. */
export function createAdmission({ authenticate, bot, deliveries, refusals }: AdmissionDeps): Admit {
  return async ({ authorization = '' }) => {
    const started = performance.now();
    const sender = await withDeadline(authenticate(authorization), TIME_BUDGET.authentication).catch(
      (err: unknown) => {
        const message = 'an activity could not be authenticated: are Microsoft’s signing keys out of reach?';
        refusals.say('error', message, { err }, message);
      },
    );
    if (sender === undefined) return TRY_AGAIN;
    if (!sender.ok) return { ok: false, response: refuse(sender, refusals) };
    const authenticatedMs = performance.now() - started;
    return {
      ok: true,
      async answer(body) {
        const judged = sender.judge(body);
        if (!judged.ok) return refuse(judged, refusals);
        const answer = await bot.run(judged.activity, authenticatedMs);
        if (answer === undefined) return { status: 200 };
        return { ...answer, delivered: () => deliveries.delivered(answer) };
      },
    };
  };
}

function refuse({ status, body, reason }: Refused, refusals: RateLimitedLog): OutgoingResponse {
  refusals.say('warn', `${status} ${reason}`, { status, reason }, 'activity refused');
  return { status, body };
}

/** What proves the bot and Teams to each other. */
export interface Channel {
  /** The token with which the bot calls Teams; undefined in local mode. Rejects when Entra gives none. */
  getToken(): Promise<string | undefined>;
  /** Sees who sent an activity. In local mode nobody has to prove anything. */
  readonly authenticate: Authenticate;
}

export interface ChannelDeps {
  readonly mode: LocalMode | TeamsMode;
  readonly clock: Clock;
  /** The Microsoft cloud to talk to; the public one when left out. */
  readonly cloud?: Cloud;
}

/**
 * Makes the channel between the bot and Teams, or the local chat. Rejects with `invalid-input` when the file of the bot's
 * credential can't be used.
 */
export async function createChannel({ mode, clock, cloud = PUBLIC_CLOUD }: ChannelDeps): Promise<Channel> {
  if (mode.kind === 'local')
    return { getToken: async () => undefined, authenticate: createAuthenticator({ mode: 'local' }) };
  const { appId, allowedTenants } = mode;
  return {
    getToken: await tokenOf(mode, cloud, clock),
    authenticate: createAuthenticator({ mode: 'teams', appId, tenants: allowedTenants, clock, cloud }),
  };
}

/** botbuilder knows no other credentials than a secret and a managed identity. */
async function tokenOf(mode: TeamsMode, cloud: Cloud, clock: Clock): Promise<() => Promise<string>> {
  const { appId, tenantId, type, credential } = mode;
  const bot = { appId, tenantId, cloud };
  if (type === 'UserAssignedMSI') return createTokenSource({ ...bot, type });
  if (credential.kind === 'secret') return createTokenSource({ ...bot, type, password: credential.secret });
  const authority = `${new URL(cloud.loginUrl).origin}/${tenantId}`;
  const proof = await loadCredential(credential, clock);
  return createAppToken(createEntra({ authority, clientId: appId, credential: proof, clock }), cloud.scope);
}
