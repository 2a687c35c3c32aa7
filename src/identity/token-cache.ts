import type { ICachePlugin } from '@azure/msal-node';
import type { Clock, Log } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { RecordKind, RecordStore, SealedRecord } from '../core/store/records.ts';
import type { PersonId } from '../core/tokens/token.ts';
import { readCachedSignIn } from './cached-sign-in.ts';

const KEY = 'msal';
/** What msal calls a cache without anything in it. */
const EMPTY = '{"Account":{},"IdToken":{},"AccessToken":{},"RefreshToken":{},"AppMetadata":{}}';

export interface TokenCacheDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'find' | 'delete' | 'deleteAll'> };
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the records: the sign-ins of one purpose. */
  readonly kind: RecordKind;
}

/** What one msal client keeps its tokens with. */
export interface TokenCachePlugin extends ICachePlugin {
  /** Deletes what the client worked with; what another process has kept since stays. */
  eraseOwn(): Promise<void>;
}

/** Keeps msal's token caches in the store, one partition a person, sealed. Texts are what msal serializes. */
export interface TokenCache {
  /** Undefined when nothing is kept, or nothing that can be opened. */
  read(person: PersonId): Promise<string | undefined>;
  /** Keeps a text in place of what is there; one without a sign-in that still works deletes it. */
  write(person: PersonId, text: string): Promise<void>;
  erase(person: PersonId): Promise<void>;
  /** A plugin for one msal client that acts for this person only. */
  plugin(person: PersonId): TokenCachePlugin;
}

/** Makes the token cache. */
export function createTokenCache({ store, sealer, clock, log, kind }: TokenCacheDeps): TokenCache {
  const find = (person: PersonId) => store.records.find(person, kind, KEY, clock.now());

  function open(person: PersonId, record: SealedRecord | undefined): string | undefined {
    if (record === undefined) return undefined;
    const text = sealer.open(person, kind, KEY, record.sealed);
    if (text === undefined) log.warn({}, "What was kept of a sign-in can't be opened: its key is gone.");
    return text;
  }

  async function write(person: PersonId, text: string): Promise<SealedRecord | undefined> {
    const signIn = readCachedSignIn(text, clock.now());
    if (signIn === undefined) {
      await store.records.deleteAll(person, kind);
      return undefined;
    }
    const sealed = sealer.seal(person, kind, KEY, text);
    const record = { owner: person, kind, key: KEY, sealed, expiresAt: signIn.endsAt };
    await store.records.save(record);
    return record;
  }

  return {
    read: async (person) => open(person, await find(person)),
    async write(person, text) {
      await write(person, text);
    },
    erase: (person) => store.records.deleteAll(person, kind),
    plugin(person) {
      let own: SealedRecord | undefined;
      let known: string | undefined;
      let gone = false;
      return {
        async beforeCacheAccess({ tokenCache: memory }) {
          const before = known;
          own = await find(person);
          known = open(person, own);
          gone ||= before !== undefined && known === undefined;
          if (known !== undefined) memory.deserialize(known);
        },
        async afterCacheAccess({ tokenCache: memory }) {
          // msal reports a change after every reading, so the texts are compared. Whoever signed out in between stays so.
          const text = memory.serialize();
          if (text !== (known ?? EMPTY) && !gone) own = await write(person, text);
        },
        async eraseOwn() {
          if (own !== undefined) await store.records.delete(own);
        },
      };
    },
  };
}
