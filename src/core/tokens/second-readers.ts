import type { AuditTrail } from '../audit/audit-trail.ts';
import { PatkeeperError } from '../errors.ts';
import { isGuid } from '../guid.ts';
import { noticeForReader, noticeOfDecline, readerOf } from '../notices/ladder.ts';
import type { Clock } from '../ports.ts';
import type { KnownPerson } from '../store/oversight.ts';
import type { Store } from '../store/store.ts';
import { assertActive, findOwn } from './find-own.ts';
import { notTooOften } from './not-too-often.ts';
import { notFound, refuseGuest } from './refusals.ts';
import { type Actor, isoOf, type PersonId, type SecondReader, samePerson, type Token } from './token.ts';
import type { TokenService } from './token-service-port.ts';

interface SecondReadersDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'notices' | 'contacts' | 'oversight' | 'rateLimits'>;
  readonly audit: AuditTrail;
  readonly wake: () => void;
}

/** So many people of a name are looked at, of all tenants, and so many are offered. */
const MOST_LOOKED_AT = 200;
const MOST_OFFERED = 20;
/** Of those who declined, so many are remembered of one token. */
const MOST_DECLINED = 50;

/** Creates the part of the token service for who else hears of an end, and for the owner's answer. */
export function createSecondReaders(
  deps: SecondReadersDeps,
): Pick<TokenService, 'answerReminder' | 'findReaders' | 'setReader' | 'declineReader'> {
  const { clock, store, audit, wake } = deps;

  /** Somebody to whom the bot can write: whoever is chosen must hear of it. */
  async function knownReader(actor: Actor, objectId: string): Promise<{ person: PersonId; name: string }> {
    if (!isGuid(objectId)) throw refuse('invalid-input.reader-missing');
    const person = { tenantId: actor.tenantId, objectId };
    if (samePerson(person, actor)) throw refuse('invalid-input.reader-self');
    const contact = await store.contacts.find(person);
    if (contact === undefined) throw refuse('invalid-input.reader-unknown');
    const { name } = contact;
    if (contact.unreachable !== undefined)
      throw new PatkeeperError('invalid-input.reader-unreachable', { name }, { field: 'reader' });
    return { person, name };
  }

  async function change(actor: Actor, token: Token, reader: SecondReader, detail: string): Promise<Token> {
    const now = clock.now();
    const changed = await store.tokens.change({
      owner: token.owner,
      tokenId: token.id,
      now,
      set: { reader },
      notices: [],
      dropOpenNotices: '',
      event: audit.event(actor, 'report', token, detail),
    });
    if (changed !== undefined) return changed;
    // Revoked, or come to its end, since it was read.
    assertActive(await findOwn(store, actor, token.id, {}), now);
    throw notFound();
  }

  async function set(actor: Actor, token: Token, objectId: string): Promise<Token> {
    const now = clock.now();
    const { person, name } = await knownReader(actor, objectId);
    const { declined = [] } = token.reader ?? {};
    if (declined.some((one) => one.toLowerCase() === objectId.toLowerCase()))
      throw new PatkeeperError('invalid-input.reader-declined', { name }, { field: 'reader' });
    // Whoever is chosen gets a message.
    await notTooOften('second-readers', actor, now, store);
    const reader = { objectId: person.objectId, name, declined };
    const changed = await change(actor, token, reader, `second reader ${person.objectId}`);
    const isOwed = await store.notices.owe(noticeForReader(changed, person, actor.name, now), {
      now,
      quietMs: 0,
    });
    if (isOwed) wake();
    return changed;
  }

  return {
    answerReminder(actor, tokenId, end) {
      return audit.recordingRefusals(actor, 'answer', async (subject) => {
        const token = await findOwn(store, actor, tokenId, subject);
        if (token.validTo !== end || token.answeredEnd === end) return token;
        const changed = await store.tokens.change({
          owner: token.owner,
          tokenId,
          now: clock.now(),
          set: { answeredEnd: end },
          notices: [],
          dropOpenNotices: 'its owner knows the end',
          event: audit.event(actor, 'report', token, `its owner knows that it ends at ${isoOf(end)}`),
        });
        return changed ?? token;
      });
    },

    async findReaders(actor, words) {
      const asked = words.trim();
      if (asked === '') return [];
      const ids = isGuid(asked) ? [{ tenantId: actor.tenantId, objectId: asked }] : [];
      const found = await store.oversight.findPeople({ words: asked, ids, limit: MOST_LOOKED_AT });
      return found.filter((one) => canRead(one, actor)).slice(0, MOST_OFFERED);
    },

    setReader(actor, tokenId, objectId) {
      return audit.recordingRefusals(actor, 'second reader', async (subject) => {
        const token = await findOwn(store, actor, tokenId, subject);
        refuseGuest(actor);
        assertActive(token, clock.now());
        if (objectId !== undefined) return set(actor, token, objectId);
        const { declined = [] } = token.reader ?? {};
        return change(actor, token, { declined }, 'no second reader');
      });
    },

    declineReader(actor, owner, tokenId) {
      return audit.recordingRefusals(actor, 'decline', async () => {
        const now = clock.now();
        const token = await store.tokens.find({ tenantId: actor.tenantId, objectId: owner }, tokenId);
        const reader = token === undefined ? undefined : readerOf(token);
        const { declined = [], name = '' } = token?.reader ?? {};
        const hasDeclined = declined.some((one) => one.toLowerCase() === actor.objectId.toLowerCase());
        if (token !== undefined && hasDeclined) return token.name;
        // Whoever is not its reader learns nothing, not even that it is there.
        if (token === undefined || reader === undefined || !samePerson(reader, actor)) throw notFound();
        const without = { declined: [...declined, actor.objectId].slice(-MOST_DECLINED) };
        const changed = await store.tokens.change({
          owner: token.owner,
          tokenId,
          now,
          set: { reader: without },
          notices: [noticeOfDecline(token, actor, name, now)],
          dropOpenNotices: '',
          event: audit.event(actor, 'report', token, 'does not want to be its second reader'),
        });
        if (changed === undefined) return undefined;
        wake();
        return token.name;
      });
    },
  };
}

function canRead({ person, unreachable }: KnownPerson, actor: Actor): boolean {
  const isOwnTenant = person.tenantId.toLowerCase() === actor.tenantId.toLowerCase();
  return isOwnTenant && unreachable === undefined && !samePerson(person, actor);
}

function refuse(
  reason: 'invalid-input.reader-missing' | 'invalid-input.reader-unknown' | 'invalid-input.reader-self',
): PatkeeperError {
  return new PatkeeperError(reason, {}, { field: 'reader' });
}
