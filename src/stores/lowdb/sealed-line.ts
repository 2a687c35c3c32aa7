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
  const event = decodeEvent(bytes.toString('utf8'));
  // Whatever it was, it is sealed as it stands.
  if (event === undefined)
    return { kind: 'unreadable', leaf: { at: 0, digest: digestOf(bytes.toString('latin1')) } };
  if (event.action === 'seal') {
    const read = format.safeParse(event);
    if (read.success) return { kind: 'seal', seal: read.data.seal };
  }
  return { kind: 'event', event, leaf: leafOf(event) };
}

const SEAL_MARK = Buffer.from('"action":"seal"');

/** Whether a line may be a seal, without reading it. */
export function mayBeSeal(bytes: Buffer): boolean {
  return bytes.includes(SEAL_MARK);
}
