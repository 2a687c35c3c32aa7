import assert from 'node:assert/strict';
import { sentencesFor } from '../../../src/sentences/sentences.ts';
import { audit } from '../../../src/teams/features/audit.ts';
import { ADA, BEN, createFeatureWorld, dataOf } from '../../support/feature-world.ts';

describe('the audit card', () => {
  it('writes instants as its reader does, in their time zone', async () => {
    const world = createFeatureWorld();
    const event = {
      id: 'e1',
      at: world.clock.now(),
      actor: ADA,
      owner: ADA,
      action: 'revoke',
      outcome: 'done',
      place: 'personal',
      detail: 'was valid to 2026-12-28T14:00:00.000Z',
    };
    const tokenService = { ...world.deps.tokenService, events: async () => ({ events: [event as never] }) };
    const sentences = sentencesFor({ locale: 'de-DE', zone: 'Asia/Tokyo' });
    const { events } = dataOf(
      'audit',
      await audit({ from: '' }, ADA, { ...world.deps, tokenService, sentences }),
    );
    assert.equal(events[0]?.detail, 'Es war gültig bis zum 28. Dez. 2026, 23:00.');
  });

  it('shows a person their own events, the latest first, and older ones on the next page', async () => {
    const world = createFeatureWorld();
    for (let index = 0; index < 10; index += 1) await world.create(`token ${index}`);
    const first = dataOf('audit', await audit({ from: '' }, ADA, world.deps));
    assert.deepEqual(
      [first.events.length, first.isFirst, first.events[0]?.what],
      [8, true, 'Created: token 9'],
    );
    const second = dataOf('audit', await audit({ from: first.older }, ADA, world.deps));
    assert.deepEqual([second.events.length, second.older, second.isFirst], [2, '', false]);
    const others = dataOf('audit', await audit({ from: first.older }, BEN, world.deps));
    assert.deepEqual([others.events, others.empty], [[], true]);
  });
});
