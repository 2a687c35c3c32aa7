import type { InvokeResponse } from 'botbuilder';
import { type Later, later as systemLater } from '../core/clock.ts';
import type { Log } from '../core/ports.ts';
import type { Actor } from '../core/token.ts';
import type { TokenService } from '../core/token-service.ts';

interface DeliveriesDeps {
  readonly service: Pick<TokenService, 'secretNotDelivered'>;
  readonly log: Log;
  /** How long an answer may be asked for again, milliseconds. */
  readonly graceMs: number;
  readonly later?: Later;
}

/** Follows answers that hold a secret: a token whose secret nobody has got is taken back. */
export interface Deliveries {
  /** This answer shows the secret of a token; if neither it nor a repeat of it is handed over, the token is taken back. */
  expect(answer: InvokeResponse, actor: Actor, tokenId: string): void;
  /** The answer was handed over whole. */
  delivered(answer: InvokeResponse): void;
}

/** Creates the follower of answers. What it knows is gone with the process; the token is then on its owner's list. */
export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const { service, log, graceMs, later = systemLater } = deps;
  const tokens = new WeakMap<InvokeResponse, string>();
  /** By token: a form that is submitted again shows the same secret in another answer. */
  const followed = new Map<string, { delivered: boolean }>();

  async function end(actor: Actor, tokenId: string): Promise<void> {
    const delivered = followed.get(tokenId)?.delivered ?? true;
    followed.delete(tokenId);
    if (delivered) return;
    try {
      await service.secretNotDelivered(actor, tokenId);
      log.warn({ tokenId }, 'a secret reached nobody: its token was taken back');
    } catch (error) {
      log.error({ err: error, tokenId }, 'a secret reached nobody, and its token could not be taken back');
    }
  }

  return {
    expect(answer, actor, tokenId) {
      tokens.set(answer, tokenId);
      if (followed.has(tokenId)) return;
      followed.set(tokenId, { delivered: false });
      later(graceMs, () => void end(actor, tokenId));
    },
    delivered(answer) {
      const known = followed.get(tokens.get(answer) ?? '');
      if (known !== undefined) known.delivered = true;
    },
  };
}
