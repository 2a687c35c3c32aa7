/** Set to anything, this makes a test fail whose tools are missing. CI sets it: there, nothing may stay untested. */
const REQUIRED = 'REQUIRE_TOOLS';

/**
 * Skips a test, or all tests of a suite when a `before` calls this, because this machine lacks what they run; says so where
 * nobody overlooks it. Does nothing when nothing is missing. Where `REQUIRE_TOOLS` is set, throws instead of skipping.
 */
export function skipUntested(context: Mocha.Context, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const test = context.currentTest ?? context.test;
  const what = `NOT TESTED, this machine lacks ${missing.join(' and ')}: ${test?.fullTitle()}`;
  if ((process.env[REQUIRED] ?? '') !== '') throw new Error(`${what} (${REQUIRED} is set)`);
  process.stderr.write(`\n  ${what}\n`);
  context.skip();
}
