import type { FileHandle } from 'node:fs/promises';
import type { Log } from '../../core/ports.ts';
import { storeRefused } from '../store-errors.ts';
import { decodeEvent } from './document-format.ts';

const CHUNK = 256 * 1024;
const [NUL, NEWLINE, OPEN, CLOSE] = [0x00, 0x0a, 0x7b, 0x7d];

interface Lines {
  readonly whole: number;
  /** Those that no event can look like. */
  readonly odd: number;
  /** Where the first and the last whole line are, and what follows it. */
  readonly first?: Span;
  readonly last?: Span;
  readonly rest: Span;
}

type Span = readonly [start: number, end: number];

/**
 * Checks whether the file is a journal, and changes nothing. Rejects with `store-refused` when the file has content and none
 * of it can be an event. Logs as an error how many lines can't be read.
 */
export async function checkJournal(handle: FileHandle, path: string, log: Log): Promise<void> {
  const lines = await linesOf(handle);
  const [first, last] = [await isEvent(handle, lines.first), await isEvent(handle, lines.last)];
  const begun = await mayBegin(handle, lines.rest);
  if (lines.whole === 0 ? !begun : !first && !last) {
    throw storeRefused(
      `The audit journal ${path} holds no audit events: it is damaged, or another file. Nothing was changed. Restore it ` +
        'from a backup, or move it away and put an empty file in its place.',
    );
  }
  const unreadable = Math.max(lines.odd, Number(!first) + Number(!last && lines.whole > 1));
  if (lines.whole > 0 && unreadable > 0) {
    const fix = 'Compare it with a backup: somebody or something has changed it.';
    log.error(
      { file: path, lines: unreadable, of: lines.whole },
      `the audit journal has unreadable lines. ${fix}`,
    );
  }
}

/** Only looks at the bytes at the ends of the lines: the journal may be a gigabyte. */
async function linesOf(handle: FileHandle): Promise<Lines> {
  const buffer = Buffer.alloc(CHUNK);
  let [whole, odd, start, at, opens, previous, holdsNul] = [0, 0, 0, 0, false, 0, false];
  let first: Span | undefined;
  let last: Span | undefined;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
    if (bytesRead === 0) break;
    for (let index = 0; index < bytesRead; index += 1) {
      const byte = buffer[index] ?? 0;
      if (byte === NEWLINE) {
        whole += 1;
        if (!opens || previous !== CLOSE || holdsNul) odd += 1;
        last = [start, at + index];
        first ??= last;
        start = at + index + 1;
        holdsNul = false;
      } else if (at + index === start) opens = byte === OPEN;
      if (byte === NUL) holdsNul = true;
      previous = byte;
    }
    at += bytesRead;
  }
  return { whole, odd, rest: [start, at], ...(first && last ? { first, last } : {}) };
}

async function isEvent(handle: FileHandle, span: Span | undefined): Promise<boolean> {
  return span !== undefined && decodeEvent(await textOf(handle, span)) !== undefined;
}

/** Whether a crash in the first append of all may have left it: the beginning of an event, and space that was not written. */
async function mayBegin(handle: FileHandle, [start, end]: Span): Promise<boolean> {
  if (start === end) return true;
  const text = await textOf(handle, [start, Math.min(end, start + CHUNK)]);
  return /^\{(?:"[^\0]*)?\0*$/.test(text);
}

async function textOf(handle: FileHandle, [start, end]: Span): Promise<string> {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  return bytes.toString('utf8', 0, bytesRead);
}
