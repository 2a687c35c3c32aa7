import assert from 'node:assert/strict';
import { CHOOSE_SCOPES, findPreset, offerablePresets } from '../../../src/core/tokens/presets.ts';
import { findScope } from '../../../src/core/tokens/scopes.ts';

describe('presets', () => {
  it('are these, in this order', () => {
    assert.deepEqual(
      offerablePresets([]).map(({ title, scopes }) => [title, ...scopes]),
      [
        ['Clone code', 'vso.code'],
        ['Clone and push code', 'vso.code_write'],
        ['Restore packages', 'vso.packaging'],
        ['Publish packages', 'vso.packaging_write'],
        ['Register a build agent', 'vso.agentpools_manage'],
        ['Run pipelines', 'vso.build_execute'],
        ['Read work items', 'vso.work'],
        ['Edit work items', 'vso.work_write'],
        ['Full access', 'app_token'],
        ['Let me choose the scopes'],
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
    const titles = (forbidden: string[]) => offerablePresets(forbidden).map(({ title }) => title);
    assert.ok(!titles(['app_token']).includes('Full access'));
    assert.equal(titles(['app_token']).length, 9);
    assert.ok(titles(['vso.code_write']).includes('Clone code'));
    assert.ok(!titles(['vso.code']).includes('Clone and push code'));
    assert.ok(!titles(['vso.code']).includes('Full access'));
    assert.ok(titles(['vso.code']).includes('Let me choose the scopes'));
  });
});
