import * as files from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError, createConfigReader } from '../config/reader.ts';
import type { AuditEvent } from '../core/audit/audit-event.ts';
import type { ChainItem } from '../core/audit/chain-check.ts';
import type { Seal } from '../core/audit/seal.ts';
import { DAY } from '../core/timing/durations.ts';
import type { CommandInput } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import { databaseInput } from '../program/run-on-database.ts';
import { JOURNAL } from '../stores/lowdb/audit-journal.ts';
import { AUDIT_NOTES, readNotes } from '../stores/lowdb/audit-notes.ts';
import { decodeEvent } from '../stores/lowdb/document-format.ts';
import { HEAD_NOTE } from '../stores/lowdb/journal-audit.ts';
import { readChainFile } from '../stores/lowdb/journal-chain.ts';
import { goneLine, sealLine } from '../stores/lowdb/sealed-line.ts';

/** A line of the trail: as a journal and an export have it, and what it is in the chain. */
export interface TrailLine {
  readonly text: string;
  readonly item: ChainItem;
  /** Absent for seals, and for what can't be read. */
  readonly event?: AuditEvent;
}

/** The audit trail that the settings name. */
export interface Trail {
  /** What events may be older than to be gone; nothing goes by itself from a journal. */
  readonly keepMs: number;
  /** The head that the store itself remembers beside its journal. */
  readonly head?: Pick<Seal, 'number' | 'hash'>;
  read<T>(work: (lines: AsyncIterable<TrailLine>) => Promise<T>): Promise<T>;
}

/** Finds the audit trail of the settings, or that of files in their order. The service may run meanwhile. */
export async function findTrail(input: CommandInput, paths: readonly string[]): Promise<Trail> {
  const { env } = input;
  loadEnvFile(env);
  const read = createConfigReader({ env });
  const store = read.choice('STORE', ['lowdb', 'postgres']);
  const keepMs = read.whole('KEEP_AUDIT_DAYS', 1, 36_500, 'Write a number of days from 1 to 36500.') * DAY;
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  if (paths.length > 0) return { keepMs, read: (work) => work(linesOfFiles(paths)) };
  if (store === 'postgres') {
    const { withChain } = await import('../stores/postgres/audit-chain.ts');
    const { databaseUrl } = await databaseInput(input);
    return { keepMs, read: (work) => withChain(databaseUrl, (chain) => work(linesOfChain(chain))) };
  }
  const dataDir = resolve(read.text('DATA_DIR'));
  const noted = (await readNotes(files, join(dataDir, AUDIT_NOTES))).get(HEAD_NOTE);
  return {
    keepMs: Number.POSITIVE_INFINITY,
    ...(noted === undefined ? {} : { head: JSON.parse(noted) as Seal }),
    read: (work) => work(linesOfFiles([join(dataDir, JOURNAL)])),
  };
}

async function* linesOfFiles(paths: readonly string[]): AsyncGenerator<TrailLine> {
  for (const path of paths) {
    for await (const { text, item } of readChainFile(path)) {
      const event = item.kind === 'event' ? decodeEvent(text) : undefined;
      yield { text, item, ...(event === undefined ? {} : { event }) };
    }
    yield { text: '', item: { kind: 'end' } };
  }
}

async function* linesOfChain(
  chain: AsyncIterable<{ readonly item: ChainItem; readonly event?: AuditEvent }>,
): AsyncGenerator<TrailLine> {
  for await (const { item, event } of chain) {
    const text = textOf(item, event);
    yield { text, item, ...(event === undefined ? {} : { event }) };
  }
}

function textOf(item: ChainItem, event: AuditEvent | undefined): string {
  if (item.kind === 'seal') return JSON.stringify(sealLine(item.seal));
  if (item.kind === 'gone') return JSON.stringify(goneLine(item.leaf));
  return event === undefined ? '' : JSON.stringify(event);
}
