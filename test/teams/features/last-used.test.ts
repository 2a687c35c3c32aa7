import assert from 'node:assert/strict';
import { sentencesFor } from '../../../src/sentences/sentences.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import { describeUse, tokenFacts } from '../../../src/teams/cards/token-view.ts';
import { list } from '../../../src/teams/features/list.ts';
import { askRenew } from '../../../src/teams/features/renew.ts';
import { askRevoke } from '../../../src/teams/features/revoke.ts';
import { show } from '../../../src/teams/features/show.ts';
import { POLICY, sampleToken } from '../../core/samples.ts';
import { ADA, createFeatureWorld, dataOf, ENGLISH } from '../../support/feature-world.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';

const back = ACTIVE_LIST;
const MINUTE = 60_000;
const renderer = createCardRenderer({ actions: 'execute' });

describe('when a token was last used', () => {
  async function usedToken() {
    const world = createFeatureWorld();
    const tokenId = await world.create('laptop');
    await world.store.tokens.recordUse(ADA, tokenId, { at: START, service: 'git.example.com' });
    world.clock.advance(12 * MINUTE);
    return { ...world, tokenId };
  }

  it('stands on the token’s card, among what is known of it', async () => {
    const { deps, tokenId } = await usedToken();
    const { facts } = dataOf('token', await show({ tokenId, back }, ADA, deps));
    const fact = facts.find(({ label }) => label === 'Last used');
    assert.equal(fact?.value, '12 minutes ago by git.example.com');
  });

  it('stands in the questions whether to revoke or renew it', async () => {
    const { deps, tokenId } = await usedToken();
    for (const ask of [askRevoke, askRenew]) {
      const text = JSON.stringify(renderer.render(await ask({ tokenId, back }, ADA, deps)).content);
      assert.match(text, /"last used 12 minutes ago by git\.example\.com"/);
    }
  });

  it('is said in words that fit how long ago it was', () => {
    const used = (ago: number) =>
      describeUse(sampleToken({ lastUsed: { at: START, service: 'git' } }), START + ago, POLICY, ENGLISH);
    assert.equal(used(0), 'last used just now by git');
    assert.equal(used(-MINUTE), 'last used just now by git');
    assert.equal(used(MINUTE), 'last used 1 minute ago by git');
    assert.equal(used(5 * HOUR), 'last used 5 hours ago by git');
    assert.equal(used(40 * DAY), 'last used 40 days ago by git');
  });

  it('is said in the reader’s language also of a service whose proxy gave it no name', () => {
    const token = sampleToken({ lastUsed: { at: START, service: 'unknown' } });
    const german = sentencesFor({ locale: 'de-DE' });
    assert.equal(
      describeUse(token, START, POLICY, ENGLISH),
      'last used just now by a service without a name',
    );
    assert.equal(
      describeUse(token, START + 5 * HOUR, POLICY, german),
      'zuletzt verwendet vor 5 Stunden durch einen Dienst ohne Namen',
    );
  });

  it('is left out for a token whose authority does not tell', () => {
    const foreign = sampleToken({ authority: 'azure-devops' });
    assert.equal(describeUse(foreign, START, POLICY, ENGLISH), '');
    assert.ok(
      tokenFacts(foreign, START, createFeatureWorld().deps.organizationOf, POLICY, ENGLISH).every(
        ({ label }) => label !== 'Last used',
      ),
    );
    const view = { ...dataOfSample(), used: describeUse(foreign, START, POLICY, ENGLISH) };
    const data = { summary: 'Revoke?', title: 'Revoke?', token: view, consequence: 'All stops.', back };
    const { content } = renderer.render({ card: 'revoke-question', data });
    assert.doesNotMatch(JSON.stringify(content), /used/);
  });

  it('keeps a list of ten under the size of a message, whatever the names', async () => {
    const { deps, create, store } = createFeatureWorld();
    for (let i = 10; i < 20; i += 1) {
      const id = await create(`token ${i} ${'x'.repeat(50)}`, { preset: 'pipelines' });
      await store.tokens.recordUse(ADA, id, { at: START, service: 's'.repeat(100) });
    }
    const { content } = renderer.render(await list(ACTIVE_LIST, ADA, deps));
    assert.ok(Buffer.byteLength(JSON.stringify(content)) < 28 * 1024);
  });
});

function dataOfSample() {
  return {
    id: 'token-1',
    name: 'Laptop',
    organization: 'internal',
    scopes: 'Read code',
    ends: 'expires in 90 days',
    state: 'Active',
    color: 'good',
    active: true,
    highPrivileges: false,
    renewable: false,
    rotatable: false,
    replaceable: false,
  } as const;
}
