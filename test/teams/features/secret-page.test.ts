import assert from 'node:assert/strict';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { formatInstant } from '../../../src/teams/cards/format.ts';
import { shortenedNews } from '../../../src/teams/features/secret-page.ts';
import { sampleToken } from '../../core/samples.ts';
import { ENGLISH } from '../../support/feature-world.ts';

describe('the news of an earlier end than was asked for', () => {
  const token = sampleToken();
  const known = [{ authority: 'builtin', id: 'internal', name: 'Contoso Git' }] as const;
  const news = (shorterByMs: number) =>
    shortenedNews(token, token.validTo + shorterByMs, {
      organizationOf: createOrganizationOf({ known }),
      sentences: ENGLISH,
    });

  it('names the organization and the end', () => {
    assert.match(news(60_000), /^Contoso Git /);
    assert.ok(news(60_000).includes(formatInstant(token.validTo, ENGLISH)));
  });

  it('is none for less than a minute, which is two clocks that differ, nor for a later end', () => {
    for (const ms of [59_999, 1000, 0, -60_000]) assert.equal(news(ms), '');
  });
});
