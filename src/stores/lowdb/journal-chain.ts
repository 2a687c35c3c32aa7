import { open } from 'node:fs/promises';
import { canonicalText } from '../../core/audit/chain.ts';
import type { ChainItem } from '../../core/audit/chain-check.ts';
import { storeRefused } from '../store-errors.ts';
import { linesBetween } from './journal-lines.ts';
import { readLine, sealLine } from './sealed-line.ts';

/** A line of a journal or an export, and what it is in the chain. */
export interface ChainLine {
  readonly text: string;
  readonly item: ChainItem;
}

/**
 * The whole lines of a journal or an export, while somebody may append to it. Rejects with `store-refused` when the file can't be
 * read.
 */
export async function* readChainFile(path: string): AsyncGenerator<ChainLine> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw storeRefused(
      `${path} can’t be read. Name a journal, or what "patkeeper audit export" wrote.`,
      error,
    );
  });
  try {
    const { size } = await handle.stat();
    for await (const { bytes } of linesBetween(handle, 0, size)) {
      const text = bytes.toString('utf8');
      if (text !== '') yield { text, item: itemOf(bytes) };
    }
  } finally {
    await handle.close();
  }
}

function itemOf(bytes: Buffer): ChainItem {
  const line = readLine(bytes);
  switch (line.kind) {
    case 'seal': {
      const { kind, seal } = line;
      const isAsWritten = canonicalText(JSON.parse(bytes.toString('utf8'))) === canonicalText(sealLine(seal));
      return isAsWritten ? { kind, seal } : { kind, seal, isOdd: true };
    }
    case 'event':
      return { kind: 'event', id: line.event.id, leaf: line.leaf };
    case 'gone':
      return line;
    case 'unreadable':
      return { kind: 'event', id: 'a line that can’t be read', leaf: line.leaf };
  }
}
