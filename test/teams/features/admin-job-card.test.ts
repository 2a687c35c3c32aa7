import assert from 'node:assert/strict';
import { type Job, NO_COUNTS } from '../../../src/core/administration/job.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import { jobCard } from '../../../src/teams/features/admin-job-card.ts';
import { ada, ben, DAY, START } from '../../stores/fixtures.ts';

function textOf(more: Partial<Job>, language: string): string {
  const job: Job = {
    id: 'job',
    requester: ada,
    requesterName: 'Ada',
    createdAt: START,
    expiresAt: START + DAY,
    state: 'done',
    targets: [{ owner: ben, tokenId: 'one', name: 'One' }],
    reason: 'left',
    next: 1,
    counts: NO_COUNTS,
    version: 1,
    ...more,
  };
  const { data } = jobCard({ job, mayConfirm: false }, START, sentencesOf(language));
  return data.summary;
}

describe('the card of an administrator’s request', () => {
  const counts = { revoked: 2, ended: 1, failed: 1 };
  const since = { renewed: 1, made: 3 };

  it('says what changed after the preview', () => {
    assert.equal(
      textOf({ counts, since }, 'en-GB').replace(/[\u2068\u2069]/g, ''),
      'Revoked 2 tokens. 1 of them had been renewed after the preview. 1 had ended before. 1 could not be revoked. Try it again. ' +
        '3 more tokens that match were created after the preview. They still work. Their owners are told who did it and why.',
    );
    assert.match(
      textOf({ counts, since }, 'de-DE'),
      /weitere passende Token sind nach der Vorschau entstanden/,
    );
  });

  it('says nothing of it when nothing changed', () => {
    assert.doesNotMatch(textOf({ counts, since: { renewed: 0, made: 0 } }, 'en-GB'), /preview/);
    assert.doesNotMatch(textOf({ counts }, 'en-GB'), /preview/);
  });
});
