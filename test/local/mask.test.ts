import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskJson, maskSignIn, printMasked } from '../../src/local/mask.ts';
import { SECRET_MAKERS } from '../support/secret-samples.ts';

describe('masking', () => {
  it('leaves no secret in what the inspector keeps, wherever it stands', () => {
    const secret = fc.constantFrom(...Object.values(SECRET_MAKERS)).map((make) => make());
    const around = fc.oneof(fc.string(), fc.constantFrom('\n', '\\', '"'));
    const where = fc.tuple(around, around, around);
    fc.assert(
      fc.property(secret, where, (text, [before, after, key]) => {
        const value = { [key]: [`${before}${text}${after}`], [text]: { deep: text } };
        assert.ok(!printMasked(value).includes(text));
        assert.ok(!JSON.stringify(maskJson(value)).includes(text));
        assert.doesNotThrow(() => JSON.parse(printMasked(value)));
      }),
    );
  });

  it('leaves a button’s state and an activity without a value alone', () => {
    const pressed = { name: 'adaptiveCard/action', value: { action: { data: { state: 'active' } } } };
    const fetched = { name: 'task/fetch', value: { state: 'active', data: { state: 'active' } } };
    for (const activity of [pressed, fetched, { type: 'message', text: 'hi' }]) {
      assert.deepEqual(maskSignIn(activity), activity);
    }
  });

  it('leaves everything else as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(printMasked(value), JSON.stringify(value, null, 2));
        assert.deepEqual(maskJson(value), value);
      }),
    );
  });
});
