import assert from 'node:assert/strict';
import { createFailedSecrets, secretDigest } from '../../../src/authorities/builtin/failed-secrets.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const unknown = (text: string, at: number) => ({
  found: { why: 'unknown' as const, digest: secretDigest(text) },
  at,
  isFinal: true,
});

describe('the memory of failed secrets', () => {
  it('keeps so many and no more, those that failed last', () => {
    const clock = createFixedClock();
    const failed = createFailedSecrets({ clock, most: 3 });
    const secrets = Array.from({ length: 5 }, () => generateSecret().parsed);
    for (const secret of secrets) failed.add(secret, unknown(secret.text, clock.now()));
    assert.deepEqual(
      secrets.map((secret) => failed.find(secret)?.found.why),
      [undefined, undefined, 'unknown', 'unknown', 'unknown'],
    );
  });

  it('keeps one that fails again as the last', () => {
    const clock = createFixedClock();
    const failed = createFailedSecrets({ clock, most: 2 });
    const [a, b, c] = [generateSecret().parsed, generateSecret().parsed, generateSecret().parsed];
    for (const secret of [a, b, a, c]) failed.add(secret, unknown(secret.text, clock.now()));
    assert.deepEqual(
      [a, b, c].map((secret) => failed.find(secret) !== undefined),
      [true, false, true],
    );
  });

  it('forgets one, and no other with its selector', () => {
    const clock = createFixedClock();
    const failed = createFailedSecrets({ clock });
    const { selector, text } = generateSecret().parsed;
    const other = { selector, text: generateSecret().parsed.text };
    failed.add({ selector, text }, unknown(text, clock.now()));
    failed.forget(other);
    assert.notEqual(failed.find({ selector, text }), undefined);
    failed.forget({ selector, text });
    assert.equal(failed.find({ selector, text }), undefined);
  });

  it('never holds a secret', () => {
    const clock = createFixedClock();
    const { text } = generateSecret().parsed;
    assert.match(secretDigest(text), /^[\w-]{43}$/);
    assert.ok(!secretDigest(text).includes(text.slice(4, 16)));
    assert.equal(createFailedSecrets({ clock }).find({ selector: text.slice(4, 16), text }), undefined);
  });
});
