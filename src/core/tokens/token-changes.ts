import type { AuditTrail, Subject } from '../audit/audit-trail.ts';
import { noticesForEnd, noticesForRevoked } from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { AuthorityTable } from './authority-table.ts';
import { ENDING_PLACES } from './ending-places.ts';
import { assertActive, findOwn } from './find-own.ts';
import type { Lifespan, Policy } from './policy.ts';
import { alreadyRotating, notActive, notFound, refuseGuest } from './refusals.ts';
import { renewalEnd, renewalRefusal } from './renewal.ts';
import { realEnd } from './retirement.ts';
import { type Actor, isoOf, knownSince, ownerOf, type Token, tokenState } from './token.ts';
import type { TokenService } from './token-service-port.ts';

/** So many tokens are revoked at once where only the store has to be told: it writes together what comes together. */
const AT_ONCE = 100;

interface TokenChangesDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens'>;
  readonly authorities: AuthorityTable;
  readonly policy: Policy;
  readonly log: Log;
  readonly audit: AuditTrail;
  readonly wake: () => void;
}

/** Creates the part of the token service that changes tokens. */
export function createTokenChanges(
  deps: TokenChangesDeps,
): Pick<TokenService, 'renew' | 'revoke' | 'revokePresented' | 'revokeAll'> {
  const { clock, store, authorities, policy, log, audit, wake } = deps;

  async function renewNow(
    actor: Actor,
    tokenId: string,
    lifespan: Lifespan,
    subject: Subject,
  ): Promise<Token> {
    const token = await findOwn(store, actor, tokenId, subject);
    refuseGuest(actor);
    const now = clock.now();
    assertActive(token, now);
    // Its end is that of the overlap, and its place is its successor's.
    if (token.rotation?.state === 'overlap') throw alreadyRotating();
    const refusal = renewalRefusal(token, policy);
    if (refusal !== undefined) throw refusal;
    const asked = renewalEnd(token, lifespan, policy, now);
    const granted = await authorities.forToken(token).renew(actor, token, asked);
    const validTo = realEnd({ ...token, validTo: granted });
    const detail = `valid to ${isoOf(validTo)}, before ${isoOf(token.validTo)}`;
    const renewed = await store.tokens.change({
      owner: token.owner,
      tokenId: token.id,
      now,
      set: { validTo, renewedAt: now },
      notices: noticesForEnd({ ...token, validTo }, now),
      dropOpenNotices: 'the token was renewed',
      event: audit.event(actor, 'renew', token, detail),
    });
    if (renewed === undefined) {
      // Revoked, or come to its end, while the authority was asked.
      assertActive(await findOwn(store, actor, tokenId, subject), now);
      throw notFound();
    }
    wake();
    return renewed;
  }

  async function revokeNow(actor: Actor, tokenId: string, subject: Subject) {
    const token = await findOwn(store, actor, tokenId, subject);
    const now = clock.now();
    if (token.revokedAt !== undefined) return { token, already: true };
    assertActive(token, now);
    await authorities.forToken(token).revoke?.(actor, token);
    const revoked = await store.tokens.change({
      owner: token.owner,
      tokenId: token.id,
      now,
      set: { revokedAt: now },
      notices: [],
      dropOpenNotices: 'the token was revoked',
      event: audit.event(actor, 'revoke', token, `was valid to ${isoOf(token.validTo)}`),
    });
    if (revoked !== undefined) return { token: revoked, already: false };
    const current = await findOwn(store, actor, tokenId, subject);
    if (current.revokedAt !== undefined) return { token: current, already: true };
    throw notActive('expired');
  }

  /** A token that has ended otherwise meanwhile needs nothing: its secret is worth nothing any more. */
  async function revokePresentedNow(actor: Actor, { owner, id }: Token, service: string, subject: Subject) {
    const token = await store.tokens.find(owner, id);
    const now = clock.now();
    if (token === undefined || tokenState(token, now) !== 'active') return false;
    subject.tokenId = id;
    subject.tokenName = token.name;
    await authorities.forToken(token).revoke?.(actor, token);
    const detail = `its secret was presented to be revoked; was valid to ${isoOf(token.validTo)}`;
    const revoked = await store.tokens.change({
      owner,
      tokenId: id,
      now,
      set: { revokedAt: now, revokedBy: service },
      notices: noticesForRevoked(token, now),
      dropOpenNotices: 'the token was revoked',
      event: audit.event(actor, 'revoke', token, detail),
    });
    if (revoked !== undefined) wake();
    return revoked !== undefined;
  }

  function revoke(actor: Actor, tokenId: string) {
    return audit.recordingRefusals(actor, 'revoke', (subject) => revokeNow(actor, tokenId, subject));
  }

  return {
    renew(actor, tokenId, lifespan) {
      return audit.recordingRefusals(actor, 'renew', (subject) =>
        renewNow(actor, tokenId, lifespan, subject),
      );
    },
    revoke,
    revokePresented(token, service) {
      // Whoever holds the secret acts as its owner; nothing else is known of them.
      const place = `${ENDING_PLACES.presented}${service}`;
      const actor: Actor = { ...token.owner, name: '', locale: '', place };
      return audit.recordingRefusals(actor, 'revoke', (subject) =>
        revokePresentedNow(actor, token, service, subject),
      );
    },
    async revokeAll(actor, asOf) {
      const now = clock.now();
      const tokens = await store.tokens.list(ownerOf(actor));
      const meant = tokens.filter(
        (token) =>
          tokenState(token, now) === 'active' && knownSince(token) <= asOf && authorities.canRevoke(token),
      );
      const revoked: Token[] = [];
      const failures: unknown[] = [];
      async function revokeOne({ id }: Token): Promise<void> {
        try {
          const { token, already } = await revoke(actor, id);
          if (!already) revoked.push(token);
        } catch (error) {
          failures.push(error);
          log.warn({ err: error, tokenId: id }, 'one of all tokens could not be revoked');
        }
      }
      const together = meant.filter(authorities.endsInStore);
      for (let first = 0; first < together.length; first += AT_ONCE)
        await Promise.all(together.slice(first, first + AT_ONCE).map(revokeOne));
      for (const token of meant) if (!authorities.endsInStore(token)) await revokeOne(token);
      if (revoked.length === 0 && failures.length > 0) throw failures[0];
      return revoked;
    },
  };
}
