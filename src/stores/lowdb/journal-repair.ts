import type { FileHandle } from 'node:fs/promises';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { Log } from '../../core/ports.ts';
import { decodeEvent } from './document-format.ts';
import type { Files } from './durable-file.ts';

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** Cuts off an incomplete last line, left by a crash in mid-append. Gives the journal's length in bytes. */
export async function repairTail(handle: FileHandle, path: string, log: Log): Promise<number> {
  const { size } = await handle.stat();
  const end = await endOfLastLine(handle, size);
  if (end === size) return size;
  log.warn({ file: path, bytes: size - end }, 'cut an incomplete line off the end of the audit journal');
  await handle.truncate(end);
  await handle.sync();
  return end;
}

/** Those of the events whose ids the journal does not hold. */
export async function withoutJournaled(
  events: readonly AuditEvent[],
  path: string,
  files: Files,
  log: Log,
): Promise<AuditEvent[]> {
  const missing = new Map(events.map((event) => [event.id, event]));
  if (missing.size === 0) return [];
  let unreadable = 0;
  const handle = await files.open(path, 'r');
  for await (const line of handle.readLines()) {
    const event = decodeEvent(line);
    if (event === undefined) unreadable += 1;
    else missing.delete(event.id);
  }
  if (unreadable > 0) log.warn({ file: path, lines: unreadable }, 'the audit journal has unreadable lines');
  return [...missing.values()];
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  for (let end = size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}
