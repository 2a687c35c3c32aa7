import assert from 'node:assert/strict';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Organization } from '../../../src/core/tokens/token.ts';
import { sampleToken } from '../samples.ts';

describe('the organization of a token', () => {
  const known: Organization[] = [
    { authority: 'azure-devops', id: 'web', name: 'Elsewhere' },
    { authority: 'builtin', id: 'web', name: 'Web shop', url: 'https://web.example.org' },
  ];
  const organizationOf = createOrganizationOf({ known });

  it('is the known one of its own authority', () => {
    assert.equal(organizationOf(sampleToken({ organization: 'web' })), known[1]);
    assert.equal(organizationOf({ authority: 'azure-devops', organization: 'web' }), known[0]);
  });

  it('goes by its id when nothing else is known', () => {
    const expected = { authority: 'builtin', id: 'gone', name: 'gone' };
    assert.deepEqual(organizationOf(sampleToken({ organization: 'gone' })), expected);
  });
});
