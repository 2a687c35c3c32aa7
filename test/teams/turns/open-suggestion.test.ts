import assert from 'node:assert/strict';
import { openSuggestion } from '../../../src/teams/turns/open-suggestion.ts';

import { ADA, BEN, createFeatureWorld, dataOf } from '../../support/feature-world.ts';

describe('a press on a guess', () => {
  it('opens the question, and changes nothing', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const card = await openSuggestion({ command: '/pat revoke laptop' }, ADA, deps);
    assert.match(dataOf('revoke-question', card).summary, /laptop/);
    const { tokens } = await deps.tokenService.list(ADA, { words: '', state: 'active', page: 0 });
    assert.equal(tokens.length, 1);
  });

  it('concerns the tokens of whoever presses', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const card = await openSuggestion({ command: '/pat show laptop' }, BEN, deps);
    assert.equal(card.card, 'message');
  });

  it('moves no clock, ends no sign-in and uses no code, whatever its data say', async () => {
    const { deps } = createFeatureWorld();
    const shifted: number[] = [];
    const more = { ...deps, shiftClock: (hours: number) => void shifted.push(hours) };
    for (const command of ['/pat clock +5h', '/pat signout', '/pat signin ABCD-EF23', '', 'nonsense'])
      assert.equal((await openSuggestion({ command }, ADA, more)).card, 'help', command);
    assert.deepEqual(shifted, []);
  });
});
