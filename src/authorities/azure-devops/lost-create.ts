import type { PatkeeperError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Later } from '../../core/timing/clock.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { type Instant, sameEnd } from '../../core/tokens/token.ts';
import type { AzureDevOpsClient, NewPat } from './azure-devops-client.ts';
import { lost } from './errors.ts';
import { saysGone } from './pat-errors.ts';
import { pause } from './pause.ts';
import type { Pat } from './wire.ts';

/** How far the service's clock and ours may be apart. */
const SKEW_MS = 5_000;

export interface LostCreateDeps {
  readonly client: Pick<AzureDevOpsClient, 'list' | 'revoke'>;
  readonly clock: Clock;
  readonly later: Later;
  readonly log: Log;
}

/** A creation whose answer never came, or came without the secret. */
export interface LostCreate {
  readonly accessToken: string;
  readonly organization: string;
  readonly request: NewPat;
  readonly startedAt: Instant;
  readonly reason: string;
  /** Where the answer named it. */
  readonly authorizationId?: string;
}

type Fate = 'not-created' | 'taken-back' | 'unknown';

const REASONS = {
  'not-created': 'lost.not-created',
  'taken-back': 'lost.taken-back',
  unknown: 'lost.maybe-created',
} as const satisfies Record<Fate, string>;

/**
 * Looks for a token whose secret nobody got and revokes it. Gives the error with code `lost` whose reason says what became of
 * it. It is known by its name and by having been made since the call; when more than one could be meant, none is touched.
 */
export function createLostCreates({ client, clock, later, log }: LostCreateDeps) {
  async function takeBack({ accessToken, organization }: LostCreate, authorizationId: string): Promise<Fate> {
    const outcome = await client.revoke(accessToken, organization, authorizationId);
    if (outcome.kind === 'ok') return 'taken-back';
    return outcome.kind === 'refused' && saysGone(outcome.error) ? 'taken-back' : 'unknown';
  }

  /** Undefined when there is nothing that could be the token. */
  async function look(call: LostCreate): Promise<Fate | undefined> {
    const listed = await client.list(call.accessToken, call.organization);
    if (listed.kind !== 'ok') return 'unknown';
    const { request, startedAt } = call;
    const named = listed.value.filter(({ name }) => name.trim() === request.name.trim());
    const madeNow = named.filter((pat) => isBetween(pat, startedAt - SKEW_MS, clock.now() + SKEW_MS));
    const [only, ...others] = madeNow;
    if (only !== undefined) return others.length === 0 ? takeBack(call, only.authorizationId) : 'unknown';
    // Not of this time by our clock, but with the very end that was asked for: it may be, so it isn't denied.
    const alike = named.some(({ validTo }) => sameEnd(validTo, request.validTo));
    return alike ? 'unknown' : undefined;
  }

  async function fateOf(call: LostCreate): Promise<Fate> {
    if (call.authorizationId !== undefined) return takeBack(call, call.authorizationId);
    const seen = await look(call);
    if (seen !== undefined) return seen;
    await pause(TIME_BUDGET.secondLook, later);
    return (await look(call)) ?? 'not-created';
  }

  return {
    async settle(call: LostCreate): Promise<PatkeeperError> {
      const fate = await fateOf(call);
      const { organization, reason } = call;
      log.warn({ organization, reason, fate }, 'the answer to the creation of a token was lost');
      return lost(REASONS[fate], reason);
    },
  };
}

function isBetween({ createdAt }: Pat, from: Instant, to: Instant): boolean {
  return createdAt >= from && createdAt <= to;
}
