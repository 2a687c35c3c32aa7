import type { SyncChanges } from '../../core/ports.ts';
import { idAtAuthority } from '../../core/token.ts';
import { addNotices } from './owed-notices.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';
import { forgetEnded } from './retention.ts';
import { changeActive } from './token-changes.ts';

/** Writes what a look at an authority brought, as far as it is news. */
export function syncTokens(sync: SyncChanges): Change<void> {
  const { now, found, changes, notices, events } = asStored(sync);
  return (kept) => {
    let document = addFound(kept, found);
    for (const change of changes) document = changeActive(document, change, now).document;
    document = withNotices(document, notices);
    if (events.length > 0) {
      document = { ...document, pendingEvents: [...document.pendingEvents, ...events] };
    }
    return { document: document === kept ? kept : forgetEnded(document, now), value: undefined };
  };
}

function addFound(document: PersonDocument, found: SyncChanges['found']): PersonDocument {
  const known = new Set(document.tokens.map(idAtAuthority));
  const fresh = found.filter(({ token }) => {
    const id = idAtAuthority(token);
    if (known.has(id)) return false;
    known.add(id);
    return true;
  });
  if (fresh.length === 0) return document;
  const next = { ...document, tokens: [...document.tokens, ...fresh.map(({ token }) => token)] };
  return withNotices(
    next,
    fresh.flatMap(({ notices }) => notices),
  );
}

function withNotices(document: PersonDocument, owed: SyncChanges['notices']): PersonDocument {
  const notices = addNotices(document.notices, owed);
  return notices === document.notices ? document : { ...document, notices };
}
