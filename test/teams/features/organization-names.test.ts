import assert from 'node:assert/strict';
import { ACTIVE_LIST } from '../../../src/teams/cards/list-page.ts';
import { organizationTitle } from '../../../src/teams/cards/token-view.ts';
import { openCreate, submitForm } from '../../../src/teams/features/create.ts';
import { list } from '../../../src/teams/features/list.ts';
import { searchMyTokens } from '../../../src/teams/features/my-tokens.ts';
import { askRevoke } from '../../../src/teams/features/revoke.ts';
import { show } from '../../../src/teams/features/show.ts';
import { ADA, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';

const back = ACTIVE_LIST;
const NAME = 'Organization internal';

describe('the display name of an organization', () => {
  it('stands on the cards of a token, with the id where everything about it is told', async () => {
    const { deps, create } = createFeatureWorld();
    const tokenId = await create('laptop');
    const [row] = dataOf('list', await list(ACTIVE_LIST, ADA, deps)).tokens;
    assert.equal(row?.organization, NAME);
    const {
      results: [result],
    } = await searchMyTokens({ words: '', skip: 0, count: 25 }, ADA, deps);
    assert.match(result?.text ?? '', /^Organization internal · /);
    const { facts } = dataOf('token', await show({ tokenId, back }, ADA, deps));
    assert.deepEqual(
      facts.find(({ label }) => label === 'Organization'),
      { label: 'Organization', value: `${NAME} (internal)` },
    );
    const { consequence } = dataOf('revoke-question', await askRevoke({ tokenId, back }, ADA, deps));
    assert.match(consequence, /uses it in Organization internal stops/);
  });

  it('can be searched for', async () => {
    const { deps, create } = createFeatureWorld();
    await create('laptop');
    const found = await list({ ...ACTIVE_LIST, words: 'organization' }, ADA, deps);
    assert.equal(dataOf('list', found).tokens.length, 1);
  });

  it('stands in the dialog, in the list to choose from and before full access is given', async () => {
    const { deps, form } = createFeatureWorld({}, ['internal', 'staging']);
    const { organizations } = pageOf('create-form', await openCreate({ name: '' }, ADA, deps));
    assert.equal(organizations[1]?.title, 'Organization staging (staging)');
    const mighty = await form({ name: 'mighty', preset: 'full' });
    const question = pageOf('confirm-full-access', await submitForm(mighty, ADA, deps));
    assert.ok(question.text.includes(`in ${NAME},`));
  });

  it('is not doubled by an id that says the same', () => {
    const titled = (id: string, name: string) => organizationTitle({ authority: 'builtin', id, name });
    assert.equal(titled('internal', 'Internal'), 'Internal');
    assert.equal(titled('internal', 'internal'), 'internal');
    assert.equal(titled('lab', 'Research lab'), 'Research lab (lab)');
  });
});
