import { randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { PlainReason } from '../core/error-reasons.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { RecordStore } from '../core/store/records.ts';
import { MINUTE } from '../core/timing/durations.ts';
import type { PersonId } from '../core/tokens/token.ts';

const KIND = 'pending-sign-in';
const LIFE_MS = 5 * MINUTE;
const MOST_TRIES = 5;
/** Without vowels, so that no words come about, and without what looks alike. */
const ALPHABET = '23456789BCDFGHJKMNPQRSTVWXZ';
const LENGTH = 8;

const schema = z.object({ code: z.string(), tries: z.number(), until: z.number(), text: z.string() });

export interface ProvisionalSignInsDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'take'> };
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Under which it is kept, where a person may have several kinds of sign-ins at once. */
  readonly key?: string;
}

/** Finished sign-ins that count only when the person brings their code back to Teams, within five minutes and five tries. */
export interface ProvisionalSignIns {
  /** Keeps what msal serialized, and gives the code: four characters, a hyphen, four characters. */
  keep(person: PersonId, text: string): Promise<string>;
  /** Gives it for the right code, once; case, spaces and hyphens don't matter. Rejects with `invalid-input`. */
  take(person: PersonId, code: string): Promise<string>;
}

/**
 * Makes the record of finished sign-ins, one a person: a newer one replaces it. Keys of sign-ins under way are 22 characters
 * long, so its key is none of theirs.
 */
export function createProvisionalSignIns({
  store,
  sealer,
  clock,
  key: KEY = 'provisional',
}: ProvisionalSignInsDeps): ProvisionalSignIns {
  const save = (person: PersonId, kept: z.infer<typeof schema>) =>
    store.records.save({
      owner: person,
      kind: KIND,
      key: KEY,
      sealed: sealer.seal(person, KIND, KEY, JSON.stringify(kept)),
      expiresAt: kept.until,
    });

  return {
    async keep(person, text) {
      const code = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
      await save(person, { code, tries: 0, until: clock.now() + LIFE_MS, text });
      return `${code.slice(0, 4)}-${code.slice(4)}`;
    },
    async take(person, given) {
      // Taken at once, so that two guesses at the same time don't count as one.
      const record = await store.records.take(person, KIND, KEY, clock.now());
      const opened = record && sealer.open(person, KIND, KEY, record.sealed);
      if (opened === undefined) throw refused('invalid-input.code-not-awaited');
      const kept = schema.parse(JSON.parse(opened));
      if (isSame(kept.code, given)) return kept.text;
      const tries = kept.tries + 1;
      if (tries >= MOST_TRIES) throw refused('invalid-input.code-wrong-too-often');
      await save(person, { ...kept, tries });
      throw refused('invalid-input.code-wrong');
    },
  };
}

function refused(reason: Extract<PlainReason, `invalid-input.code-${string}`>): PatkeeperError {
  return new PatkeeperError(reason, {}, { field: 'code' });
}

function isSame(code: string, given: string): boolean {
  const [a, b] = [code, given.replace(/[\s-]/g, '').toUpperCase()].map((text) => Buffer.from(text));
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
