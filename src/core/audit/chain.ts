import { createHash, type Hash } from 'node:crypto';
import { digestOf } from '../digest-of.ts';
import type { Instant } from '../tokens/token.ts';
import type { AuditEvent } from './audit-event.ts';
import type { Leaf, Seal } from './seal.ts';

/** The one text of a value, however its fields are ordered (RFC 8785, for texts, whole numbers, lists and objects). */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** What a seal knows of an event. */
export function leafOf(event: AuditEvent): Leaf {
  return { at: event.at, digest: digestOf(canonicalText(event)) };
}

/** Seals leaves as they come, without keeping them. */
export interface Sealing {
  readonly count: number;
  add(leaf: Leaf): void;
  /** The seal of what was added so far, at least one leaf. What is added later can still be sealed in its place. */
  seal(at: Instant): Seal;
}

/** Begins the seal that follows `previous`, or the first. */
export function createSealing(previous: Seal | undefined): Sealing {
  const leaves: Hash = createHash('sha256');
  let count = 0;
  let latestAt = Number.NEGATIVE_INFINITY;
  return {
    get count() {
      return count;
    },
    add({ at, digest }) {
      leaves.update(`${at} ${digest}\n`);
      count += 1;
      latestAt = Math.max(latestAt, at);
    },
    seal(at) {
      const fields = {
        number: (previous?.number ?? 0) + 1,
        previous: previous?.hash ?? '',
        at,
        first: nextNumber(previous),
        count,
        latestAt,
        root: leaves.copy().digest('base64url'),
      };
      return { ...fields, hash: digestOf(canonicalText(fields)) };
    },
  };
}

/** The number of the first event that a seal has not sealed. */
export function nextNumber(seal: Seal | undefined): number {
  return seal === undefined ? 1 : seal.first + seal.count;
}

/** Whether a seal's hash is that of what it says. */
export function isIntact({ hash, ...fields }: Seal): boolean {
  const { number, previous, at, first, count, latestAt, root } = fields;
  return hash === digestOf(canonicalText({ number, previous, at, first, count, latestAt, root }));
}

/** A seal as people and logs write it: its number and its hash. */
export function headText({ number, hash }: Pick<Seal, 'number' | 'hash'>): string {
  return `${number}:${hash}`;
}

/** Reads what `headText` gives; undefined for anything else. */
export function readHead(text: string): Pick<Seal, 'number' | 'hash'> | undefined {
  const [, number, hash] = /^(\d{1,15}):([\w-]{43})$/.exec(text.trim()) ?? [];
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash };
}
