import type { Clock } from '../ports.ts';
import type { Contact } from '../store/contacts.ts';
import type { Store } from '../store/store.ts';
import type { PersonId, Token } from '../tokens/token.ts';
import { tokenOwnerOf } from './ladder.ts';
import type { Notice } from './notices.ts';
import { isReminder } from './reminder-kinds.ts';
import { expiryBehind } from './why-drop.ts';

export interface LookUpDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'notices' | 'contacts' | 'tokens'>;
  readonly refresh?: (person: PersonId) => Promise<unknown>;
}

/** What is known of a notice when it is tried: the token that it is about, and how its reader is reached. */
export interface KnownOfNotice {
  readonly token: Token | undefined;
  readonly contact: Contact | undefined;
  /** The token in its place, for a notice that speaks of both. */
  readonly successor?: Token;
}

/**
 * Reads what is known of a notice. A reminder of a token that can be renewed elsewhere asks its authority first (`refresh`).
 * Whether a reminder gets through or comes too late, word of the end is owed behind it. Rejects when the store does.
 */
export async function lookUp(notice: Notice, deps: LookUpDeps): Promise<KnownOfNotice> {
  const known = await latestOf(notice, deps);
  const now = deps.clock.now();
  const behind = known.token && expiryBehind(notice, known.token, now);
  if (behind !== undefined) await deps.store.notices.owe(behind, { now, quietMs: 0 });
  return known;
}

async function latestOf(notice: Notice, { store, refresh }: LookUpDeps): Promise<KnownOfNotice> {
  const { owner, tokenId, kind } = notice;
  const holder = tokenOwnerOf(notice);
  const contact = await store.contacts.find(owner);
  const token = tokenId === '' ? undefined : await store.tokens.find(holder, tokenId);
  if (kind === 'cut-over' && token?.rotation?.state === 'overlap') {
    const successor = await store.tokens.find(holder, token.rotation.successorId);
    return { token, contact, ...(successor === undefined ? {} : { successor }) };
  }
  const mayBeRenewed = isReminder(kind) || kind === 'reader-ends';
  if (!mayBeRenewed || token?.externalId === undefined || refresh === undefined) return { token, contact };
  await refresh(holder); // its authority may know of a renewal that was made elsewhere
  return { token: await store.tokens.find(holder, tokenId), contact };
}
