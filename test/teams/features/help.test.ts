import assert from 'node:assert/strict';
import { help } from '../../../src/teams/features/help.ts';
import { dataOf, ENGLISH } from '../../support/feature-world.ts';

describe('the help card', () => {
  it('asks whether something near was meant, and says it in the notification too', () => {
    const data = dataOf('help', help({ understood: false, suggestion: '/pat list' }, [], ENGLISH).card);
    assert.equal(data.suggestion, 'Did you mean /pat list?');
    assert.equal(data.summary, data.suggestion);
    assert.equal(data.suggested, '/pat list');
  });

  it('suggests nothing when nothing is near', () => {
    const data = dataOf('help', help({ understood: false, suggestion: '' }, [], ENGLISH).card);
    assert.equal(data.suggestion, '');
    assert.match(data.text, /didn’t understand/);
  });
});
