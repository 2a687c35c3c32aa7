import { digestOf } from '../../core/digest-of.ts';
import type { SignIn } from '../../core/sign-in.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { type PersonId, personKey } from '../../core/tokens/token.ts';
import type { TurnDeps } from '../turns/turn.ts';

/** Teams delivers the same code again within seconds; no page's code is good for longer. */
const SAME_CODE_MS = 10 * MINUTE;

/**
 * Completes a sign-in with the code of the page. True for the first delivery of the code; false for one that comes beside or
 * after it, which is no failure. Rejects as `SignIn.confirm` does.
 */
export async function confirmOnce(
  person: PersonId,
  code: string,
  signIn: SignIn,
  { idempotency, store, clock }: Pick<TurnDeps, 'idempotency' | 'store' | 'clock'>,
): Promise<boolean> {
  // As people type it: the page's code without case, spaces and hyphens.
  const same = code.replace(/[\s-]/g, '').toUpperCase();
  const key = `sign-in code ${digestOf(`${personKey(person)} ${same}`)}`;
  let isFirst = false;
  try {
    await idempotency.run(key, async () => {
      await signIn.confirm(person, code);
      const now = clock.now();
      await store.rateLimits.claimKey(key, now, now + SAME_CODE_MS);
      isFirst = true;
      return undefined;
    });
    return isFirst;
  } catch (error) {
    // Another replica may have used this very code. A claim that ends at once only asks, and keeps nothing.
    const now = clock.now();
    if (await store.rateLimits.claimKey(key, now, now).catch(() => true)) throw error;
    return false;
  }
}
