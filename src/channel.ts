import type { LocalMode, TeamsMode } from './config.ts';
import { withDeadline } from './core/deadline.ts';
import type { Clock, Log } from './core/ports.ts';
import type { Answer } from './http/answer.ts';
import { type Authenticate, createAuthenticator } from './teams/authenticate.ts';
import type { Bot } from './teams/bot.ts';
import { type Cloud, PUBLIC_CLOUD } from './teams/cloud.ts';
import type { Deliveries } from './teams/deliveries.ts';
import { createTokenSource } from './teams/token-source.ts';

/** Fetching Microsoft's signing keys may take this long; then Teams is told to come again. */
const AUTHENTICATE_MS = 4_000;

/** Has an activity authenticated and run; gives the answer to its HTTP request. */
export async function answerActivity(
  body: object,
  authorization: string,
  deps: {
    readonly authenticate: Authenticate;
    readonly bot: Bot;
    readonly deliveries: Deliveries;
    readonly log: Log;
  },
): Promise<Answer> {
  const started = performance.now();
  const checked = await withDeadline(deps.authenticate(authorization, body), AUTHENTICATE_MS).catch(
    (err: unknown) => {
      deps.log.error(
        { err },
        'an activity could not be authenticated: are Microsoft’s signing keys out of reach?',
      );
    },
  );
  // Nothing is wrong with the activity: Teams sends it again.
  if (checked === undefined) return { status: 503, body: { error: 'try again' } };
  if (checked.ok) {
    const answer = await deps.bot.run(checked.activity, performance.now() - started);
    if (answer === undefined) return { status: 200 };
    return { ...answer, delivered: () => deps.deliveries.delivered(answer) };
  }
  deps.log.warn({ status: checked.status, reason: checked.reason }, 'activity refused');
  return { status: checked.status, body: checked.body };
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

/** Makes the channel between the bot and Teams, or the local chat. */
export function createChannel({ mode, clock, cloud = PUBLIC_CLOUD }: ChannelDeps): Channel {
  if (mode.kind === 'local')
    return { getToken: async () => undefined, authenticate: createAuthenticator({ mode: 'local' }) };
  const { appId, tenantId, allowedTenants } = mode;
  const bot = { appId, tenantId, cloud };
  return {
    getToken: createTokenSource(
      mode.type === 'SingleTenant'
        ? { ...bot, type: mode.type, password: mode.password }
        : { ...bot, type: mode.type },
    ),
    authenticate: createAuthenticator({ mode: 'teams', appId, tenants: allowedTenants, clock, cloud }),
  };
}
