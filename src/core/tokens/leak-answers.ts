import type { AuditTrail } from '../audit/audit-trail.ts';
import { noticeForLeak } from '../notices/watch-notices.ts';
import type { Clock, Log, TellAdministrators } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { AuthorityTable } from './authority-table.ts';
import { ENDING_PLACES } from './ending-places.ts';
import { findOwn } from './find-own.ts';
import { type Actor, isoOf, ownerOf, type Token, tokenState } from './token.ts';
import type { Leak, TokenService } from './token-service-port.ts';

interface LeakAnswersDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'audit'>;
  readonly authorities: AuthorityTable;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly wake: () => void;
  /** A log line when left out. */
  readonly tellAdministrators?: TellAdministrators;
}

/** Creates the part of the token service that answers a secret in wrong hands, and a token that nobody uses. */
export function createLeakAnswers(
  deps: LeakAnswersDeps,
): Pick<TokenService, 'revokeLeaked' | 'noteLeakOfEnded' | 'reportTheft' | 'keepIdle'> {
  const { clock, store, authorities, log, audit, wake } = deps;
  const tell = deps.tellAdministrators ?? ((news) => log.warn({ news }, 'news for administrators'));

  return {
    async revokeLeaked({ owner, id }, leak) {
      const actor = reporterOf(owner, leak);
      return audit.recordingRefusals(actor, 'revoke', async (subject) => {
        const token = await store.tokens.find(owner, id);
        const now = clock.now();
        if (token === undefined || tokenState(token, now) !== 'active') return false;
        Object.assign(subject, { tokenId: id, tokenName: token.name });
        await authorities.forToken(token).revoke?.(actor, token);
        const detail = `its secret was found${at(leak)}; was valid to ${isoOf(token.validTo)}`;
        const revoked = await store.tokens.change({
          owner,
          tokenId: id,
          now,
          set: { revokedAt: now, revokedBy: leak.reporter },
          notices: [noticeForLeak(token, now, { ...leak, wasAlive: true })],
          dropOpenNotices: 'the token was revoked',
          event: audit.event(actor, 'revoke', token, detail),
        });
        if (revoked !== undefined) wake();
        return revoked !== undefined;
      });
    },
    async noteLeakOfEnded(token, leak) {
      const actor = reporterOf(token.owner, leak);
      const detail = `its secret was found${at(leak)}; the token had ended before`;
      await store.audit.record(audit.event(actor, 'report', token, detail));
    },
    keepIdle(actor, tokenId) {
      return audit.recordingRefusals(actor, 'keep', async (subject) => {
        const token = await findOwn(store, actor, tokenId, subject);
        const now = clock.now();
        const kept = await store.tokens.change({
          owner: token.owner,
          tokenId,
          now,
          set: { idle: { ...token.idle, keptAt: now } },
          notices: [],
          dropOpenNotices: 'its owner keeps the token',
          event: audit.event(actor, 'report', token, 'its owner still needs it'),
        });
        return kept ?? token;
      });
    },
    reportTheft(actor, tokenId) {
      return audit.recordingRefusals(actor, 'report', async (subject) => {
        const token = await findOwn(store, actor, tokenId, subject);
        const event = audit.event(actor, 'report', token, 'its owner says that its secret was stolen');
        await store.audit.record(event);
        tell({ kind: 'theft', owner: ownerOf(actor), tokenId, tokenName: token.name });
        return token;
      });
    },
  };
}

/** Whoever holds the secret acts as its owner; the place says who it was. */
function reporterOf(owner: Token['owner'], { reporter }: Leak): Actor {
  return { ...owner, name: '', locale: '', place: `${ENDING_PLACES.leak}${reporter}` };
}

function at({ place }: Leak): string {
  return place === '' ? '' : ` at ${place}`;
}
