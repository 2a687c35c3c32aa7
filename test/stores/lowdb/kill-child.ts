import type { AuditEvent } from '../../../src/core/audit/audit-event.ts';
import type { TokenInsert } from '../../../src/core/tokens/token-writes.ts';
import { ada, ben, eventOf, insertOf, otherAda, tokenOf } from '../fixtures.ts';
import { openLowdb } from './opened-lowdb-store.ts';

/** Writes to the store of the folder in its first argument until it is killed; says on stdout what has resolved. */
const store = await openLowdb(process.argv[2] ?? '');

function say(line: { insert: TokenInsert } | { event: AuditEvent }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`); // synchronous for a pipe: the line is out before the next write
}

async function insertOn(owner: typeof ada): Promise<never> {
  for (;;) {
    const insert = insertOf(tokenOf(owner), { maxActive: 1e9 });
    await store.tokens.insert(insert);
    say({ insert });
  }
}

async function recordOn(): Promise<never> {
  for (;;) {
    const event = eventOf(tokenOf(ada), { action: 'refuse' });
    await store.audit.record(event);
    say({ event });
  }
}

await Promise.all([insertOn(ada), insertOn(ada), insertOn(ben), insertOn(otherAda), recordOn()]);
