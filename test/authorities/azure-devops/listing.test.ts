import assert from 'node:assert/strict';
import { listEverywhere } from '../../../src/authorities/azure-devops/listing.ts';
import type { Outcome } from '../../../src/authorities/azure-devops/outcome.ts';
import type { Pat } from '../../../src/authorities/azure-devops/wire.ts';
import { refusal } from '../../core/samples.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { samplePat, stubClient } from './stub-client.ts';

const HARBOUR = { id: 'org-harbour', name: 'harbour' };
const LIGHTHOUSE = { id: 'org-lighthouse', name: 'lighthouse' };

/** A client whose lists are these. */
function clientOf(lists: Readonly<Record<string, Outcome<readonly Pat[]>>>) {
  return stubClient({ list: async (_access, name) => lists[name] ?? assert.fail(name) });
}

const listed = (...pats: Pat[]): Outcome<readonly Pat[]> => ({ kind: 'ok', value: pats });

describe("a listing of somebody's tokens", () => {
  it('tells of each token what the domain wants to know', async () => {
    const { tokens, complete, failed } = await listEverywhere(
      clientOf({ harbour: listed(samplePat()) }),
      'a',
      [HARBOUR],
    );
    assert.deepEqual(tokens, [
      {
        externalId: 'id-1',
        name: 'Laptop',
        organization: 'harbour',
        scopes: ['vso.code'],
        createdAt: START,
        validTo: START + 90 * DAY,
        everywhere: false,
      },
    ]);
    assert.deepEqual(complete, ['harbour']);
    assert.deepEqual(failed, []);
  });

  it('says which tool probably made a token', async () => {
    const made = samplePat({ name: 'git: https://dev.azure.com/harbour on DESK' });
    const { tokens } = await listEverywhere(clientOf({ harbour: listed(made) }), 'a', [HARBOUR]);
    assert.equal(tokens[0]?.madeBy, 'Git on DESK');
  });

  it('has a token for all organizations once, and marks it', async () => {
    const everywhere = samplePat({ organizationIds: undefined });
    const client = clientOf({ harbour: listed(everywhere), lighthouse: listed(everywhere) });
    const { tokens } = await listEverywhere(client, 'a', [HARBOUR, LIGHTHOUSE]);
    assert.deepEqual(
      tokens.map(({ organization, everywhere }) => [organization, everywhere]),
      [['harbour', true]],
    );
  });

  it('puts a token where it is valid, wherever it was listed', async () => {
    const both = [
      samplePat({ authorizationId: 'there', organizationIds: ['org-lighthouse'] }),
      samplePat({ authorizationId: 'here', organizationIds: ['elsewhere', 'org-harbour', 'org-lighthouse'] }),
      samplePat({ authorizationId: 'unknown', organizationIds: ['org-of-nobody'] }),
      samplePat({ authorizationId: 'none', organizationIds: [] }),
    ];
    const client = clientOf({ harbour: listed(...both), lighthouse: listed(...both) });
    const { tokens } = await listEverywhere(client, 'a', [HARBOUR, LIGHTHOUSE]);
    assert.deepEqual(
      tokens.map(({ externalId, organization, everywhere }) => [externalId, organization, everywhere]),
      [
        ['there', 'lighthouse', false],
        ['here', 'harbour', false],
        ['unknown', 'harbour', false],
        ['none', 'harbour', false],
      ],
    );
  });

  it('says which organizations could not be read, and why', async () => {
    const client = clientOf({ harbour: { kind: 'forbidden' }, lighthouse: listed(samplePat()) });
    const { tokens, complete, failed } = await listEverywhere(client, 'a', [HARBOUR, LIGHTHOUSE]);
    assert.equal(tokens.length, 1);
    assert.deepEqual(complete, ['lighthouse']);
    assert.deepEqual(
      failed.map(({ organization, error }) => [organization, error.code]),
      [['harbour', 'refused']],
    );
  });

  it('is refused when nothing could be read, with the sign-in that is missing before all else', async () => {
    const failing = { harbour: { kind: 'forbidden' }, lighthouse: { kind: 'claims', claims: '{}' } } as const;
    const error = await refusal(() => listEverywhere(clientOf(failing), 'a', [HARBOUR, LIGHTHOUSE]));
    assert.equal(error.code, 'sign-in-needed');
    assert.equal(error.signIn?.claims, '{}');
    const busy = { harbour: { kind: 'throttled', retryAfterMs: 1 } } as const;
    assert.equal((await refusal(() => listEverywhere(clientOf(busy), 'a', [HARBOUR]))).code, 'throttled');
  });

  it('is empty for somebody without organizations', async () => {
    assert.deepEqual(await listEverywhere(clientOf({}), 'a', []), { tokens: [], complete: [], failed: [] });
  });

  it('asks four organizations at a time, and keeps their order', async () => {
    let running = 0;
    let most = 0;
    const client = stubClient({
      list: async (_access, name) => {
        running += 1;
        most = Math.max(most, running);
        for (let turns = 0; turns < 20 - Number(name); turns += 1) await Promise.resolve();
        running -= 1;
        return listed();
      },
    });
    const accounts = Array.from({ length: 11 }, (_, index) => ({ id: `org-${index}`, name: String(index) }));
    const { complete } = await listEverywhere(client, 'a', accounts);
    assert.deepEqual(
      complete,
      accounts.map(({ name }) => name),
    );
    assert.equal(most, 4);
  });
});
