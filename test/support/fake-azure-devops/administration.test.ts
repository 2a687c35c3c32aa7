import assert from 'node:assert/strict';
import { z } from 'zod';
import { fakePerson } from '../fake-entra/fake-people.ts';
import { createFixedClock, type FixedClock } from '../fixed-clock.ts';
import { createAsk } from './ask-azure-devops.ts';
import { createFakeAzureDevOps } from './fake-azure-devops.ts';
import type { FakeAzureDevOps } from './fake-azure-devops-types.ts';

const listSchema = z.object({ count: z.int(), value: z.array(z.record(z.string(), z.unknown())) });
const adminPageSchema = z.object({
  value: z.array(z.object({ authorizationId: z.string(), isValid: z.boolean() })),
  continuationToken: z.string().nullable(),
});

describe('the fake Azure DevOps, for administrators', () => {
  let clock: FixedClock;
  let fake: FakeAzureDevOps;
  let asks: ReturnType<typeof createAsk>;

  beforeEach(async () => {
    clock = createFixedClock();
    fake = await createFakeAzureDevOps({ clock });
    asks = createAsk(fake);
  });
  afterEach(() => fake.close());

  const scopes = ['vso.tokenadministration', 'vso.graph'];
  const asked = (person: string) => ({ accessToken: fake.accessToken(person, { scopes }) });
  const listOf = (descriptor: string, query = {}, person = 'ada') =>
    asks.ask(`/harbour/_apis/tokenadmin/personalaccesstokens/${descriptor}`, {
      query: { isPublic: 'false', 'api-version': '7.1', ...query },
      ...asked(person),
    });
  const revocation = (ids: readonly string[], person = 'ada') =>
    asks.ask('/harbour/_apis/tokenadmin/revocations', {
      method: 'POST',
      query: { 'api-version': '7.1' },
      body: ids.map((authorizationId) => ({ authorizationId })),
      ...asked(person),
    });

  it("lists anybody's tokens page by page, and nobody else's to others", async () => {
    fake.seedMany('ben', 'harbour', 25);
    const ben = fake.descriptorOf('ben');
    const first = adminPageSchema.parse(await (await listOf(ben, { pageSize: '20' })).json());
    const query = { pageSize: '20', continuationToken: first.continuationToken ?? '' };
    const second = adminPageSchema.parse(await (await listOf(ben, query)).json());
    assert.deepEqual([first.value.length, second.value.length, second.continuationToken], [20, 5, null]);
    assert.equal((await listOf(ben, {}, 'ben')).status, 401);
    assert.equal((await listOf('aad.nobody')).status, 404);
    assert.deepEqual(fake.problems, []);
  });

  it('revokes, at once or after a while', async () => {
    const [now, later] = fake.seed('ben', 'harbour', {}, {});
    assert.ok(now && later);
    assert.equal((await revocation([now.authorizationId], 'ben')).status, 401);
    assert.equal((await revocation([now.authorizationId])).status, 204);
    assert.equal(fake.tokens('ben')[0]?.revokedAt, clock.now());
    fake.set({ adminRevocationMinutes: 60 });
    assert.equal((await revocation([later.authorizationId])).status, 204);
    const states = async () =>
      adminPageSchema
        .parse(await (await listOf(fake.descriptorOf('ben'))).json())
        .value.map(({ isValid }) => isValid);
    assert.deepEqual(await states(), [false, true]);
    clock.advance(60 * 60 * 1000);
    assert.deepEqual(await states(), [false, false]);
    assert.equal((await revocation([])).status, 400);
  });

  it('lists people page by page and finds them by how their names begin', async () => {
    fake.addColleagues('harbour', 250);
    const found: unknown[] = [];
    let continuationToken: string | null = '';
    let pages = 0;
    while (continuationToken !== null) {
      const more: Record<string, string> = continuationToken === '' ? {} : { continuationToken };
      const query = { subjectTypes: 'aad', 'api-version': '7.1-preview.1', ...more };
      const answer: Response = await asks.ask('/harbour/_apis/graph/users', { query, ...asked('ada') });
      found.push(...listSchema.parse(await answer.json()).value.map(({ originId }) => originId));
      continuationToken = answer.headers.get('x-ms-continuationtoken');
      pages += 1;
    }
    assert.deepEqual([pages, found.length, new Set(found).size], [3, 253, 253]);
    assert.ok(found.includes(fakePerson('ben').objectId));
    const query = async (start: string) => {
      const answer = await asks.ask('/harbour/_apis/graph/subjectquery', {
        method: 'POST',
        query: { 'api-version': '7.1-preview.1' },
        body: { query: start, subjectKind: ['User'] },
        ...asked('ada'),
      });
      return listSchema.parse(await answer.json()).value;
    };
    assert.deepEqual(
      (await query('BEN')).map(({ descriptor }) => descriptor),
      [fake.descriptorOf('ben')],
    );
    assert.equal((await query('coll')).length, 100);
    assert.equal((await query('ito')).length, 0);
    assert.deepEqual(fake.problems, []);
  });
});
