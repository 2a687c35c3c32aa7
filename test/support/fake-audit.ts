import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import { createSealing, leafOf, nextNumber } from '../../src/core/audit/chain.ts';
import type { Seal } from '../../src/core/audit/seal.ts';
import type { AuditStore } from '../../src/core/store/audit.ts';
import { samePerson } from '../../src/core/tokens/token.ts';

/** The audit trail of the fake store, over the events that its other parts write too. */
export function createFakeAudit(events: AuditEvent[]): AuditStore {
  const notes = new Map<string, string>();
  let head: Seal | undefined;
  return {
    async record(event) {
      events.push(event);
    },
    async list(person, { limit, from = '0' }) {
      const mine = events
        .filter(({ owner, actor }) => samePerson(owner, person) || samePerson(actor, person))
        .reverse();
      const end = Number(from) + limit;
      return { events: mine.slice(Number(from), end), ...(mine.length > end ? { next: String(end) } : {}) };
    },
    async seal(now) {
      const sealing = createSealing(head);
      for (const event of events.slice(nextNumber(head) - 1)) sealing.add(leafOf(event));
      if (sealing.count === 0) return undefined;
      head = sealing.seal(now);
      return head;
    },
    async head() {
      return head;
    },
    async sealedAfter(number, limit) {
      const numbered = events.map((event, index) => ({ number: index + 1, event }));
      return numbered.slice(0, nextNumber(head) - 1).slice(number, number + limit);
    },
    async note(name) {
      return notes.get(name);
    },
    async keepNote(name, was, text) {
      if (notes.get(name) !== was) return false;
      notes.set(name, text);
      return true;
    },
  };
}
