import assert from 'node:assert/strict';
import { findScope } from '../../../src/core/tokens/scopes.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import { submitForm } from '../../../src/teams/features/create.ts';
import type { FeatureDeps } from '../../../src/teams/features/feature-deps.ts';
import { show, tokenCard } from '../../../src/teams/features/show.ts';
import { sampleToken } from '../../core/samples.ts';
import { usageOf } from '../../core/tokens/usage-of.ts';
import { ADA, createFeatureWorld, dataOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

type Item = { readonly type: string; readonly id?: string; readonly isVisible?: boolean } & Record<
  string,
  unknown
>;

const back = ACTIVE_LIST;

describe('how to use a token, on its card', () => {
  const renderer = createCardRenderer({ actions: 'execute' });

  function bodyOf(token: Token, deps = createFeatureWorld().deps): Item[] {
    return renderer.render(tokenCard(token, back, deps)).content['body'] as Item[];
  }

  it('stands folded away behind a button, for the tools that the token is made for', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('feed', { preset: 'restore' });
    const data = dataOf('token', await show({ tokenId, back }, ADA, deps));
    assert.deepEqual(
      data.usage.map(({ title }) => title),
      ['npm: lines for .npmrc', 'NuGet: add a source'],
    );
    const body = bodyOf(await deps.tokenService.get(ADA, tokenId), deps);
    const folded = body.find(({ id }) => id === 'usage');
    assert.equal(folded?.isVisible, false);
    const text = JSON.stringify(body);
    assert.match(text, /"title":"How to use it","targetElements":\["usage"\]/);
    assert.match(JSON.stringify(folded), /:_password=<your token>/);
  });

  it('is the table of the create dialog, with no secret in it', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    const { usage } = dataOf('token', await show({ tokenId, back }, ADA, deps));
    const { authority, organization, scopes } = await deps.tokenService.get(ADA, tokenId);
    const expected = usageOf({ authority, organization, scopes }).filter(({ relevant }) => relevant);
    assert.deepEqual(
      usage.flatMap(({ lines }) => lines),
      expected.flatMap(({ lines }) => lines),
    );
    assert.doesNotMatch(JSON.stringify(usage), /pkt_/);
  });

  it('begins with the address of the organization where one is known, there and beside the secret', async () => {
    const { deps, create, form } = createFeatureWorld();
    const url = 'https://git.contoso.com/team';
    const organizationOf: FeatureDeps['organizationOf'] = (token) => ({ ...deps.organizationOf(token), url });
    const known = { ...deps, organizationOf };
    const clone = 'git clone https://patkeeper@git.contoso.com/team/REPOSITORY.git';
    const tokenId = await create('laptop');
    const { usage } = dataOf('token', await show({ tokenId, back }, ADA, known));
    assert.ok(usage.some(({ lines }) => lines.includes(clone)));
    const { card } = await submitForm(await form({ name: 'desktop' }), ADA, known);
    assert.ok(dataOf('secret', card).usage.some(({ lines }) => lines.includes(clone)));
  });

  it('is not told of a token that is only remembered, because nobody here knows its addresses', () => {
    const token = sampleToken({ authority: 'tracked', organization: 'GitHub', scopes: ['vso.code'] });
    assert.deepEqual(dataOf('token', tokenCard(token, back, createFeatureWorld().deps)).usage, []);
    assert.doesNotMatch(JSON.stringify(bodyOf(token)), /How to use it|"usage"/);
  });

  it('is gone when the token has ended', async () => {
    const { deps, create, clock } = createFeatureWorld();
    const tokenId = await create('laptop', { lifespan: '7' });
    clock.advance(8 * DAY);
    assert.deepEqual(dataOf('token', await show({ tokenId, back }, ADA, deps)).usage, []);
    const text = JSON.stringify(bodyOf(await deps.tokenService.get(ADA, tokenId), deps));
    assert.doesNotMatch(text, /How to use it|"usage"/);
  });

  it('keeps the card under the size of a message, whatever the token may do', () => {
    const scopes = [
      'app_token',
      'vso.code_full',
      'vso.packaging_manage',
      'vso.build_execute',
      'vso.work_full',
    ];
    assert.ok(scopes.every((id) => findScope(id) !== undefined));
    for (const authority of ['builtin', 'azure-devops'] as const) {
      const names = { name: 'é'.repeat(100), organization: 'o'.repeat(50), createdBy: 'c'.repeat(100) };
      const lastUsed = { at: 0, service: 's'.repeat(100) };
      const { deps } = createFeatureWorld({}, [names.organization]);
      const body = bodyOf(sampleToken({ authority, scopes, lastUsed, ...names }), deps);
      assert.match(JSON.stringify(body), /NuGet/);
      assert.ok(Buffer.byteLength(JSON.stringify(body)) < 14 * 1024);
    }
  });
});
