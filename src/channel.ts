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

/** What proves the bot to Teams: its tokens, or nothing in local mode. */
export function tokenSource(mode: LocalMode | TeamsMode, cloud?: Cloud): () => Promise<string | undefined> {
  if (mode.kind === 'local') return async () => undefined;
  const { appId, tenantId } = mode;
  const bot = { appId, tenantId, cloud: cloud ?? PUBLIC_CLOUD };
  return createTokenSource(
    mode.type === 'SingleTenant'
      ? { ...bot, type: mode.type, password: mode.password }
      : { ...bot, type: mode.type },
  );
}

/** What proves who sent an activity. In local mode nobody has to. */
export function authenticator(mode: LocalMode | TeamsMode, clock: Clock, cloud?: Cloud): Authenticate {
  if (mode.kind === 'local') return createAuthenticator({ mode: 'local' });
  const { appId, allowedTenants } = mode;
  return createAuthenticator({
    mode: 'teams',
    appId,
    tenants: allowedTenants,
    clock,
    cloud: cloud ?? PUBLIC_CLOUD,
  });
}
