import { z } from 'zod';
import { type AuditEvent, SERVICE } from '../../core/audit/audit-event.ts';
import { headText, leafOf } from '../../core/audit/chain.ts';
import type { Leaf, Seal } from '../../core/audit/seal.ts';
import { digestOf } from '../../core/digest-of.ts';
import { decodeEvent } from './document-format.ts';

/** A line of the journal: an event, a seal of all events since the seal before, or what can't be read. */
export type ReadLine =
  | { readonly kind: 'event'; readonly event: AuditEvent; readonly leaf: Leaf }
  | { readonly kind: 'seal'; readonly seal: Seal }
  /** In exports: what is kept of an event that is gone by its age. */
  | { readonly kind: 'gone'; readonly leaf: Leaf }
  | { readonly kind: 'unreadable'; readonly leaf: Leaf };

const format = z.object({
  seal: z.object({
    number: z.number(),
    previous: z.string(),
    at: z.number(),
    first: z.number(),
    count: z.number(),
    latestAt: z.number(),
    root: z.string(),
    hash: z.string(),
  }),
});

/** The line of a seal. Releases that know of no seals read it as an event. */
export function sealLine(seal: Seal): AuditEvent & { readonly seal: Seal } {
  const { at } = seal;
  const common = { id: `seal-${headText(seal)}`, at, action: 'seal', place: 'patkeeper' } as const;
  return { ...common, actor: SERVICE, owner: SERVICE, detail: `${seal.count} events`, seal };
}

/** Reads a whole line. */
export function readLine(bytes: Buffer): ReadLine {
  const text = bytes.toString('utf8');
  const event = decodeEvent(text);
  if (event === undefined) {
    const leaf = goneLeaf(text);
    if (leaf !== undefined) return { kind: 'gone', leaf };
    // Whatever it was, it is sealed as it stands.
    return { kind: 'unreadable', leaf: { at: 0, digest: digestOf(bytes.toString('latin1')) } };
  }
  if (event.action === 'seal') {
    const read = format.safeParse(event);
    if (read.success) return { kind: 'seal', seal: read.data.seal };
  }
  return { kind: 'event', event, leaf: leafOf(event) };
}

const goneFormat = z.object({ gone: z.object({ at: z.number(), digest: z.string() }) });

/** The line of an event that is gone by its age, for an export. */
export function goneLine({ at, digest }: Leaf): object {
  return { gone: { at, digest } };
}

function goneLeaf(text: string): Leaf | undefined {
  try {
    return goneFormat.safeParse(JSON.parse(text)).data?.gone;
  } catch {
    return undefined;
  }
}

const SEAL_MARK = Buffer.from('"action":"seal"');

/** Whether a line may be a seal, without reading it. */
export function mayBeSeal(bytes: Buffer): boolean {
  return bytes.includes(SEAL_MARK);
}
