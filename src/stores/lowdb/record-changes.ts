import type { RecordKind, SealedRecord } from '../../core/store/records.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { asStored, type Change, type PersonDocument } from './person-document.ts';

/** Keeps a record in place of the one of its kind and key. */
export function saveRecord(record: SealedRecord): Change<void> {
  const saved = asStored(record);
  return (document) => {
    const { records = [] } = document;
    const others = records.filter(({ kind, key }) => kind !== saved.kind || key !== saved.key);
    return { document: { ...document, records: [...others, saved] }, value: undefined };
  };
}

/** The record of this kind and key, unless its time is over. */
export function findRecord(
  { records = [] }: PersonDocument,
  kind: RecordKind,
  key: string,
  now: Instant,
): SealedRecord | undefined {
  return records.find((one) => one.kind === kind && one.key === key && !hasExpired(one, now));
}

/** Deletes a record and gives it. */
export function takeRecord(kind: RecordKind, key: string, now: Instant): Change<SealedRecord | undefined> {
  return (document) => {
    const value = findRecord(document, kind, key, now);
    return { document: value === undefined ? document : keepOnly(document, (one) => one !== value), value };
  };
}

/** Deletes a record if it is still the one that is kept. */
export function deleteRecord(record: SealedRecord): Change<void> {
  const { kind, key, sealed } = asStored(record);
  return (document) => ({
    document: keepOnly(document, (one) => one.kind !== kind || one.key !== key || one.sealed !== sealed),
    value: undefined,
  });
}

/** Deletes the records of one kind, or all of them. */
export function deleteRecords(kind: RecordKind | undefined): Change<void> {
  return (document) => ({
    document: keepOnly(document, (one) => kind !== undefined && one.kind !== kind),
    value: undefined,
  });
}

/** The document without the records whose time is over. */
export function forgetExpired(document: PersonDocument, now: Instant): PersonDocument {
  return keepOnly(document, (record) => !hasExpired(record, now));
}

/** Whether a sealed text of the document before is not in the next one any more: its key still opens it, wherever it is left. */
export function erasesRecords(before: PersonDocument, next: PersonDocument): boolean {
  const kept = new Set(next.records?.map(({ sealed }) => sealed));
  return before.records?.some(({ sealed }) => !kept.has(sealed)) ?? false;
}

/** When the first of a person's records ends; undefined when none does. */
export function nextEndOfRecord({ records = [] }: PersonDocument): Instant | undefined {
  const ends = records.flatMap(({ expiresAt }) => expiresAt ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** Deletes the records whose time is over, and gives them. */
export function deleteExpired(now: Instant): Change<readonly SealedRecord[]> {
  return (document) => {
    const value = (document.records ?? []).filter((record) => hasExpired(record, now));
    return { document: forgetExpired(document, now), value };
  };
}

function hasExpired({ expiresAt }: SealedRecord, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

function keepOnly(document: PersonDocument, keep: (record: SealedRecord) => boolean): PersonDocument {
  const { records, ...rest } = document;
  const kept = records?.filter(keep) ?? [];
  if (kept.length === (records?.length ?? 0)) return document;
  return kept.length === 0 ? rest : { ...rest, records: kept };
}
