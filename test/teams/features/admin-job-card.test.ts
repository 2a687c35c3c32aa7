import assert from 'node:assert/strict';
import { type Job, NO_COUNTS } from '../../../src/core/administration/job.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { jobCard } from '../../../src/teams/features/admin-job-card.ts';
import { ada, ben, DAY, START } from '../../stores/fixtures.ts';
import { dataOf } from '../../support/feature-world.ts';

function cardOf(more: Partial<Job>, language: string, mayConfirm = false) {
  const job: Job = {
    id: 'job',
    requester: ada,
    requesterName: 'Ada',
    createdAt: START,
    expiresAt: START + DAY,
    state: 'done',
    targets: [{ owner: ben, tokenId: 'one', name: 'One', ownerName: 'Ben' }],
    reason: 'left',
    next: 1,
    counts: NO_COUNTS,
    version: 1,
    ...more,
  };
  return dataOf('admin-job', jobCard({ job, mayConfirm }, START, sentencesOf(language)));
}

const textOf = (more: Partial<Job>, language: string): string => cardOf(more, language).summary;

describe('the card of an administrator’s request', () => {
  const counts = { revoked: 2, ended: 1, failed: 1 };
  const since = { renewed: 1, made: 3 };

  it('says what changed after the preview', () => {
    assert.equal(
      textOf({ counts, since }, 'en-GB').replace(/[\u2068\u2069]/g, ''),
      'Revoked 2 tokens. 1 of them had been renewed after the preview. 1 had already ended. 1 could not be revoked. Try it again. ' +
        '3 more tokens that match were created after the preview. They still work. Their owners are told who did it and why.',
    );
    assert.match(
      textOf({ counts, since }, 'de-DE'),
      /weitere passende Token sind nach der Vorschau entstanden/,
    );
  });

  it('asks whoever may confirm it for a decision, and lets others see how far it is', () => {
    const waiting = { state: 'waiting' } as const;
    const [second, first] = [cardOf(waiting, 'en-GB', true), cardOf(waiting, 'en-GB')];
    assert.deepEqual(second.names, ['One · Ben']);
    assert.deepEqual([second.title, second.isOpen], ['1 token waits for your decision', false]);
    assert.deepEqual([first.title, first.isOpen], ['1 token waits for another administrator', true]);
  });

  it('says nothing of it when nothing changed', () => {
    assert.doesNotMatch(textOf({ counts, since: { renewed: 0, made: 0 } }, 'en-GB'), /preview/);
    assert.doesNotMatch(textOf({ counts }, 'en-GB'), /preview/);
  });
});
