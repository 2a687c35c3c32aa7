import type { AuditTrail, Subject } from '../audit/audit-trail.ts';
import {
  LONGEST_ROTATION,
  type Notice,
  noticesForEnd,
  noticesForOverlap,
  noticesForRotating,
  noticesForUndelivered,
} from '../notices/notices.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { HOUR } from '../timing/durations.ts';
import { createRunOnce } from '../timing/run-once.ts';
import type { AuthorityTable } from './authority-table.ts';
import { traitsOf } from './authority-traits.ts';
import { quietMsOf } from './cut-over.ts';
import { assertActive, findOwn } from './find-own.ts';
import { latestOverlapEnd, MOST_OVERLAP_HOURS, overlapOf } from './overlap.ts';
import type { Policy } from './policy.ts';
import { alreadyRotating, noLongerOverlap, notActive, notRotatable, refuseGuest } from './refusals.ts';
import { renewalRefusal } from './renewal.ts';
import { type Actor, type Instant, isoOf, ownerOf, sameEnd, type Token, tokenState } from './token.ts';
import { formOf, SAME_FORM_MS, type TokenIssuing } from './token-issuing.ts';
import type { Rotated, RotateInput, TokenService } from './token-service-port.ts';
import type { TokenChange } from './token-writes.ts';

interface RotationDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens'>;
  readonly authorities: AuthorityTable;
  readonly log: Log;
  readonly policy: Policy;
  readonly audit: AuditTrail;
  readonly issuing: TokenIssuing;
  readonly wake: () => void;
}

const MORE_OVERLAP_MS = 48 * HOUR;

/**
 * Creates the part of the token service that replaces a token by a new one. The steps are ordered so that a crash at any
 * of them leaves the old token or both: the old one is marked, the new one issued and kept, and only then does the old one
 * get an earlier end. The mark owes a notice that is dropped when the rotation is over, and sent when nobody finished it.
 */
export function createRotation(
  deps: RotationDeps,
): Pick<TokenService, 'rotate' | 'extendOverlap' | 'secretNotDelivered'> {
  const { clock, store, authorities, policy, log, audit, issuing, wake } = deps;
  const once = createRunOnce<Rotated>({ clock, ttlMs: SAME_FORM_MS });

  async function findActive(actor: Actor, tokenId: string, subject: Subject = {}): Promise<Token> {
    const token = await findOwn(store, actor, tokenId, subject);
    assertActive(token, clock.now());
    return token;
  }

  /** Continues a rotation from where it was read; undefined when it is somewhere else by now, or the token has ended. */
  function tryChange(
    actor: Actor,
    token: Token,
    step: string,
    what: Pick<TokenChange, 'set' | 'notices'>,
  ): Promise<Token | undefined> {
    return store.tokens.change({
      owner: token.owner,
      tokenId: token.id,
      now: clock.now(),
      asRead: token,
      ...what,
      dropOpenNotices: 'the token was rotated',
      event: audit.event(actor, 'rotate', token, step),
    });
  }

  async function change(...asked: Parameters<typeof tryChange>): Promise<Token> {
    const changed = await tryChange(...asked);
    if (changed !== undefined) return changed;
    const [actor, { id }] = asked;
    await findActive(actor, id);
    // Another replica has begun to rotate it since, or gone on.
    throw alreadyRotating();
  }

  /** One that was begun long ago was interrupted; one whose successor has ended may be tried again. */
  async function isBeingRotated({ owner, rotation }: Token): Promise<boolean> {
    if (rotation?.state === 'started') return clock.now() < rotation.startedAt + LONGEST_ROTATION;
    if (rotation?.state !== 'overlap') return false;
    const successor = await store.tokens.find(owner, rotation.successorId);
    return successor !== undefined && tokenState(successor, clock.now()) === 'active';
  }

  async function rotateNow(actor: Actor, input: RotateInput, subject: Subject): Promise<Rotated> {
    const old = await findActive(actor, input.tokenId, subject);
    if (!traitsOf(old, policy).makesTokens || old.everywhere === true) throw notRotatable(old);
    if (await isBeingRotated(old)) throw alreadyRotating();
    const create = { ...input, authority: old.authority };
    const judged = await issuing.judge(actor, create, subject, old);
    const startedAt = judged.now;
    const set = { rotation: { state: 'started', startedAt } } as const;
    // Of two dialogs of one token, submitted at once, one sets the mark, whichever replicas they came to.
    const marked = await change(actor, old, 'begun', { set, notices: noticesForRotating(old, startedAt) });
    const { created, overlapping } = await issueSuccessor(actor, create, judged, marked);
    const ended = input.overlapHours === 0 ? await endAtOnce(actor, overlapping) : undefined;
    return { ...created, old: ended ?? (await endWithOverlap(actor, overlapping, old)) };
  }

  async function issueSuccessor(
    actor: Actor,
    create: Parameters<TokenIssuing['issue']>[1] & RotateInput,
    judged: Parameters<TokenIssuing['issue']>[2],
    old: Token,
  ) {
    const startedAt = judged.now;
    const hours = Math.min(Math.max(create.overlapHours, 1), MOST_OVERLAP_HOURS);
    const validTo = Math.min(startedAt + hours * HOUR, old.validTo);
    const quietMs = quietMsOf(create.quietHours, old, policy);
    let overlapping = old;
    try {
      const created = await issuing.issue(actor, create, judged, (successor) => {
        const rotation = overlapOf(old, startedAt, successor.id, quietMs);
        overlapping = { ...old, validTo, rotation };
        return {
          tokenId: old.id,
          asRead: old,
          set: { rotation, validTo },
          notices: create.overlapHours === 0 ? [] : noticesForOverlap(overlapping, startedAt),
          dropOpenNotices: 'the token is being replaced',
        };
      });
      return { created, overlapping };
    } catch (error) {
      await putBack(actor, old, old.validTo, 'not issued');
      throw error;
    }
  }

  /** The new token is safe by now. An old one that can't get an earlier end keeps its own, and its owner ends it. */
  async function endWithOverlap(actor: Actor, overlapping: Token, before: Token): Promise<Token> {
    try {
      await authorities.forToken(before).renew(actor, before, overlapping.validTo);
      return overlapping;
    } catch (error) {
      log.warn({ err: error, tokenId: before.id }, 'a replaced token could not get an earlier end');
      const { rotation } = overlapping;
      if (rotation?.state !== 'overlap') return overlapping;
      const set = { rotation: { ...rotation, endsItself: false }, validTo: before.validTo };
      // The cut-over card may be on its way already, with an end that will not come: this one says what is so.
      const notices = noticesForOverlap({ ...overlapping, validTo: before.validTo }, clock.now());
      try {
        const kept = await change(actor, overlapping, 'its end stays', { set, notices });
        wake();
        return kept;
      } catch (cause) {
        // Whatever became of the old one, its successor is there and its secret must be shown.
        log.error({ err: cause, tokenId: before.id }, 'the end of a replaced token could not be kept');
        return overlapping;
      }
    }
  }

  /** Revokes the old token whose secret nobody has; undefined when that failed: then it ends like any other that is replaced. */
  async function endAtOnce(actor: Actor, old: Token): Promise<Token | undefined> {
    try {
      await authorities.forToken(old).revoke?.(actor, old);
      const revokedAt = clock.now();
      return await change(actor, old, 'revoked: its secret was not copied', {
        set: { revokedAt },
        notices: [],
      });
    } catch (error) {
      log.warn({ err: error, tokenId: old.id }, 'a replaced token could not be revoked at once');
      return undefined;
    }
  }

  /** Makes the old token what it was; when even that fails, it stays marked and its notice says so. */
  async function putBack(actor: Actor, old: Token, validTo: Instant, step: string): Promise<void> {
    const startedAt = old.rotation?.startedAt ?? clock.now();
    try {
      // Where another rotation has gone further meanwhile, what it did stands.
      await tryChange(actor, old, step, {
        set: { rotation: { state: 'undone', startedAt }, validTo },
        notices: noticesForEnd({ ...old, validTo }, clock.now()),
      });
    } catch (error) {
      log.error({ err: error, tokenId: old.id }, 'a rotation could not be undone');
    }
  }

  async function extendNow(actor: Actor, tokenId: string, end: Instant, subject: Subject): Promise<Token> {
    const token = await findActive(actor, tokenId, subject);
    refuseGuest(actor);
    if (token.rotation?.state !== 'overlap') throw notActive('expired');
    // Whoever asks for more time means it: from here on only time ends it.
    const { quietMs: _, ...rotation } = token.rotation;
    if (!sameEnd(token.validTo, end)) return token;
    const refusal = renewalRefusal(token, policy);
    if (refusal !== undefined) throw refusal;
    const latest = latestOverlapEnd(token, policy, clock.now()) ?? token.validTo;
    const asked = Math.min(token.validTo + MORE_OVERLAP_MS, latest);
    if (asked <= token.validTo) throw noLongerOverlap();
    const validTo = await authorities.forToken(token).renew(actor, token, asked);
    const extended = { ...token, validTo };
    const notices = onlyEnded(noticesForOverlap(extended, clock.now()));
    const changed = await change(actor, token, `both work until ${isoOf(validTo)}`, {
      set: { rotation, validTo },
      notices,
    });
    wake();
    return changed;
  }

  async function takeBackNow(actor: Actor, tokenId: string, subject: Subject): Promise<void> {
    const token = await findActive(actor, tokenId, subject);
    const now = clock.now();
    const all = await store.tokens.list(ownerOf(actor));
    const old = all.find(({ rotation }) => rotation?.state === 'overlap' && rotation.successorId === tokenId);
    // First the old one: should that fail, both work on, and somebody can still choose.
    if (old?.rotation?.state === 'overlap' && tokenState(old, now) === 'active') {
      const validTo = await authorities.forToken(old).renew(actor, old, old.rotation.lastValidTo);
      await putBack(actor, old, validTo, 'the new secret was not delivered');
    }
    await authorities.forToken(token).revoke?.(actor, token);
    const notices = noticesForUndelivered(token, now);
    await change(actor, token, 'its secret was not delivered', { set: { revokedAt: now }, notices });
    wake();
  }

  return {
    rotate(actor, input) {
      return once.run(formOf(actor, input.formKey), () =>
        audit.recordingRefusals(actor, 'rotate', (subject) => rotateNow(actor, input, subject)),
      );
    },
    extendOverlap(actor, tokenId, end) {
      return audit.recordingRefusals(actor, 'rotate', (subject) => extendNow(actor, tokenId, end, subject));
    },
    secretNotDelivered(actor, tokenId) {
      return audit.recordingRefusals(actor, 'rotate', (subject) => takeBackNow(actor, tokenId, subject));
    },
  };
}

/** The cut-over card is there already. */
function onlyEnded(notices: readonly Notice[]): Notice[] {
  return notices.filter(({ kind }) => kind === 'ended');
}
