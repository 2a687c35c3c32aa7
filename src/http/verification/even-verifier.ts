import { type Later, later as systemLater } from '../../core/timing/clock.ts';
import { isProven, type Verdict } from '../../core/tokens/verdict.ts';
import type { EndpointDeps } from './endpoint.ts';

/** Longer than a look-up takes as a rule, and shorter than anybody notices. */
const TICK_MS = 5;

/**
 * Makes a verifier whose refusals take the same time whatever the store has found: one that looks something up refuses at a tick of
 * a clock that began with the question. A row takes longer to read than none, which tells a stolen secret of a token that has
 * ended from an invented one. What is known at once is refused at once.
 */
export function createEvenVerifier(
  verify: EndpointDeps['verify'],
  later: Later = systemLater,
): EndpointDeps['verify'] {
  async function atTick(verdict: Promise<Verdict>): Promise<Verdict> {
    let tell: (() => void) | undefined;
    let cancel: () => void;
    const tick = (): void => {
      cancel = later(TICK_MS, tick);
      tell?.();
    };
    cancel = later(TICK_MS, tick);
    try {
      const known = await verdict;
      if (!isProven(known))
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      return known;
    } finally {
      cancel();
    }
  }

  return (text) => {
    const verdict = verify(text);
    return verdict instanceof Promise ? atTick(verdict) : verdict;
  };
}
