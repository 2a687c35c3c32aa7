import assert from 'node:assert/strict';
import { createFailedSecrets, secretDigest } from '../../../src/authorities/builtin/failed-secrets.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

describe('the memory of failed secrets', () => {
  it('keeps so many and no more, those that failed last', () => {
    const clock = createFixedClock();
    const failed = createFailedSecrets({ clock, most: 3 });
    const secrets = Array.from({ length: 5 }, () => generateSecret().parsed);
    for (const secret of secrets)
      failed.add(secret, { why: 'unknown', digest: secretDigest(secret.text) }, clock.now());
    assert.deepEqual(
      secrets.map((secret) => failed.find(secret)?.why),
      [undefined, undefined, 'unknown', 'unknown', 'unknown'],
    );
  });

  it('keeps one that fails again as the last', () => {
    const clock = createFixedClock();
    const failed = createFailedSecrets({ clock, most: 2 });
    const [a, b, c] = [generateSecret().parsed, generateSecret().parsed, generateSecret().parsed];
    for (const secret of [a, b, a, c])
      failed.add(secret, { why: 'unknown', digest: secretDigest(secret.text) }, clock.now());
    assert.deepEqual(
      [a, b, c].map((secret) => failed.find(secret) !== undefined),
      [true, false, true],
    );
  });

  it('never holds a secret', () => {
    const clock = createFixedClock();
    const { text } = generateSecret().parsed;
    assert.match(secretDigest(text), /^[\w-]{43}$/);
    assert.ok(!secretDigest(text).includes(text.slice(4, 16)));
    assert.equal(createFailedSecrets({ clock }).find({ selector: text.slice(4, 16), text }), undefined);
  });
});
