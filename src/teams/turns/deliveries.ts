import { type ErrorCode, PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { backoffMs } from '../../core/timing/backoff.ts';
import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { TokenService } from '../../core/tokens/token-service-port.ts';
import type { InvokeResponse } from '../channel/activity.ts';

interface DeliveriesDeps {
  readonly tokenService: Pick<TokenService, 'secretNotDelivered'>;
  readonly log: Log;
  /** How long a response may be asked for again, milliseconds. */
  readonly graceMs: number;
  readonly later?: Later;
}

/** Follows responses that hold a secret: a token whose secret nobody has got is taken back. */
export interface Deliveries {
  /** This response shows the secret of a token; if neither it nor a repeat of it is handed over, the token is taken back. */
  expect(response: InvokeResponse, actor: Actor, tokenId: string): void;
  /** The response was handed over whole. */
  delivered(response: InvokeResponse): void;
  /** The token whose secret this response shows; undefined when it shows none. */
  tokenOf(response: InvokeResponse): string | undefined;
  /** This response repeats one that shows the secret of a token: handing it over counts as well. */
  repeats(response: InvokeResponse, tokenId: string): void;
}

/** About an hour: whoever got no secret has long made another token by then, and this one is on their list. */
const MOST_TRIES = 8;
/** What may be otherwise at the next try. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'store-unavailable',
  'unreachable',
  'too-slow',
  'throttled',
  'lost',
]);

/** Creates the follower of responses. What it knows is gone with the process; the token is then on its owner's list. */
export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const { tokenService, log, graceMs, later = systemLater } = deps;
  const tokens = new WeakMap<InvokeResponse, string>();
  /** By token: a form that is submitted again shows the same secret in another response. */
  const followed = new Map<string, { delivered: boolean }>();

  async function end(actor: Actor, tokenId: string, tries = 1): Promise<void> {
    const delivered = followed.get(tokenId)?.delivered ?? true;
    if (delivered) {
      followed.delete(tokenId);
      return;
    }
    try {
      await tokenService.secretNotDelivered(actor, tokenId);
      log.warn({ tokenId }, 'a secret reached nobody: its token was taken back');
    } catch (error) {
      log.error(
        { err: error, tokenId, tries },
        'a secret reached nobody, and its token could not be taken back',
      );
      if (tries < MOST_TRIES && (!(error instanceof PatkeeperError) || PASSING.has(error.code))) {
        const ms = backoffMs(tries, () => 0, graceMs);
        later(ms, () => void end(actor, tokenId, tries + 1));
        return;
      }
    }
    followed.delete(tokenId);
  }

  return {
    expect(response, actor, tokenId) {
      tokens.set(response, tokenId);
      if (followed.has(tokenId)) return;
      followed.set(tokenId, { delivered: false });
      later(graceMs, () => void end(actor, tokenId));
    },
    delivered(response) {
      const known = followed.get(tokens.get(response) ?? '');
      if (known !== undefined) known.delivered = true;
    },
    tokenOf: (response) => tokens.get(response),
    repeats: (response, tokenId) => void tokens.set(response, tokenId),
  };
}
