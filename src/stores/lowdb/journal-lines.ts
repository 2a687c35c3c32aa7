import type { FileHandle } from 'node:fs/promises';

const CHUNK = 256 * 1024;
const NEWLINE = 0x0a;

/** A whole line of the journal, without its line end, and where it stands. */
export interface JournalLine {
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
  readonly bytes: Buffer;
}

/** The whole lines between two places, both at the beginning of a line. What follows the last line end is left out. */
export async function* linesBetween(
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<JournalLine> {
  let rest: Buffer = Buffer.alloc(0);
  let at = start;
  for (let place = start; place < end; ) {
    const chunk = Buffer.alloc(Math.min(CHUNK, end - place));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, place);
    if (bytesRead === 0) return;
    place += bytesRead;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      yield { start: at, end: at + to - from + 1, bytes: bytes.subarray(from, to) };
      at += to - from + 1;
      from = to + 1;
    }
    rest = bytes.subarray(from);
  }
}

/** The whole lines before a place, the last one first. */
export async function* linesBefore(handle: FileHandle, end: number): AsyncGenerator<JournalLine> {
  let rest: Buffer = Buffer.alloc(0);
  let isWhole = false;
  for (let place = end; place > 0; ) {
    const chunk = Buffer.alloc(Math.min(CHUNK, place));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, place - chunk.length);
    if (bytesRead < chunk.length) return;
    place -= chunk.length;
    const bytes = Buffer.concat([chunk, rest]);
    let to = bytes.length;
    for (
      let at = bytes.lastIndexOf(NEWLINE);
      at >= 0;
      at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1)
    ) {
      if (isWhole) yield { start: place + at + 1, end: place + to + 1, bytes: bytes.subarray(at + 1, to) };
      isWhole = true;
      to = at;
    }
    rest = bytes.subarray(0, to);
  }
  if (isWhole) yield { start: 0, end: rest.length + 1, bytes: rest };
}
