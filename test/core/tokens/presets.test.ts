import assert from 'node:assert/strict';
import { CHOOSE_SCOPES, findPreset, offerablePresets } from '../../../src/core/tokens/presets.ts';
import { findScope } from '../../../src/core/tokens/scopes.ts';

describe('presets', () => {
  it('are these, in this order', () => {
    assert.deepEqual(
      offerablePresets([]).map(({ id, scopes }) => [id, ...scopes]),
      [
        ['clone', 'vso.code'],
        ['push', 'vso.code_write'],
        ['restore', 'vso.packaging'],
        ['publish', 'vso.packaging_write'],
        ['agent', 'vso.agentpools_manage'],
        ['pipelines', 'vso.build_execute'],
        ['read-work', 'vso.work'],
        ['edit-work', 'vso.work_write'],
        ['full', 'app_token'],
        ['choose'],
      ],
    );
  });

  it('stand for scopes that are offered, and are found by their ids', () => {
    for (const preset of offerablePresets([])) {
      assert.ok(preset.scopes.every((scope) => findScope(scope)?.offered));
      assert.equal(findPreset(preset.id), preset);
    }
    assert.equal(findPreset('made-up'), undefined);
    assert.deepEqual(findPreset(CHOOSE_SCOPES)?.scopes, []);
    assert.equal(CHOOSE_SCOPES, 'choose');
  });

  it('are dropped when one of their scopes is forbidden or brings a forbidden one along', () => {
    const ids = (forbidden: string[]): string[] => offerablePresets(forbidden).map(({ id }) => id);
    assert.ok(!ids(['app_token']).includes('full'));
    assert.equal(ids(['app_token']).length, 9);
    assert.ok(ids(['vso.code_write']).includes('clone'));
    assert.ok(!ids(['vso.code']).includes('push'));
    assert.ok(!ids(['vso.code']).includes('full'));
    assert.ok(ids(['vso.code']).includes('choose'));
  });
});
