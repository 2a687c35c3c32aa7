import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { idAtAuthority } from '../../core/tokens/token.ts';
import type { SyncChanges } from '../../core/tokens/token-writes.ts';
import { addNotices } from './owed-notices.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';
import { forgetEnded } from './retention.ts';
import { changeActive } from './token-changes.ts';

/** Writes what a look at an authority brought, as far as it is news, and gives its events; undefined for another stock. */
export function syncTokens(sync: SyncChanges): Change<readonly AuditEvent[] | undefined> {
  const { now, found, changes, notices, stock } = asStored(sync);
  return (kept) => {
    if (stock !== undefined && !isDeepStrictEqual(kept.watch?.stocked, stock.asRead))
      return { document: kept, value: undefined };
    const fresh = newTo(kept, found);
    const events = fresh.map(({ event }) => event);
    let document = withStock(addFound(kept, fresh), stock);
    for (const change of changes) {
      const changed = changeActive(document, change, now);
      if (changed.value === undefined) continue;
      document = changed.document;
      events.push(change.event);
    }
    document = withNotices(document, notices);
    if (events.length > 0) {
      document = { ...document, pendingEvents: [...document.pendingEvents, ...events] };
    }
    return { document: document === kept ? kept : forgetEnded(document, now), value: events };
  };
}

/** Those of the found tokens that nobody knew. */
function newTo(document: PersonDocument, found: SyncChanges['found']): SyncChanges['found'] {
  const known = new Set(document.tokens.map(idAtAuthority));
  return found.filter(({ token }) => {
    const id = idAtAuthority(token);
    if (known.has(id)) return false;
    known.add(id);
    return true;
  });
}

function addFound(document: PersonDocument, fresh: SyncChanges['found']): PersonDocument {
  if (fresh.length === 0) return document;
  const next = { ...document, tokens: [...document.tokens, ...fresh.map(({ token }) => token)] };
  return withNotices(
    next,
    fresh.flatMap(({ notices }) => notices),
  );
}

function withStock(document: PersonDocument, stock: SyncChanges['stock']): PersonDocument {
  const { watch } = document;
  if (watch === undefined || stock === undefined) return document;
  return { ...document, watch: { ...watch, stocked: [...watch.stocked, ...stock.added] } };
}

function withNotices(document: PersonDocument, owed: SyncChanges['notices']): PersonDocument {
  const notices = addNotices(document.notices, owed);
  return notices === document.notices ? document : { ...document, notices };
}
