import assert from 'node:assert/strict';
import {
  type AzureDevOpsClient,
  createAzureDevOpsClient,
} from '../../../src/authorities/azure-devops/azure-devops-client.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { type ScriptedService, startScriptedService, wirePat } from './scripted-service.ts';

describe("an administrator's calls of Azure DevOps", () => {
  let service: ScriptedService;
  let client: AzureDevOpsClient;

  beforeEach(async () => {
    service = await startScriptedService();
    const { url } = service;
    const clock = createFixedClock();
    const { later } = clock;
    client = createAzureDevOpsClient({
      url,
      profileUrl: url,
      clock,
      later,
      log: createSilentLog(),
      timeoutMs: 9,
      maxConcurrent: 4,
    });
  });

  afterEach(() => service.close());

  const person = (number: number) => ({
    descriptor: `aad.person${number}`,
    origin: 'aad',
    originId: `Object-${number}`,
    displayName: `Person ${number}`,
    principalName: `${number}@example.com`,
  });

  it('find the descriptor of a person on whatever page, and read no further', async () => {
    service.answers(
      { body: { value: [person(1), person(2)] }, headers: { 'X-MS-ContinuationToken': 'next one' } },
      { body: { value: [person(3)] }, headers: { 'X-MS-ContinuationToken': 'more' } },
    );
    assert.deepEqual(await client.findByObjectId('access', 'harbour', 'object-3'), {
      kind: 'ok',
      value: {
        descriptor: 'aad.person3',
        origin: 'aad',
        originId: 'Object-3',
        name: 'Person 3',
        email: '3@example.com',
      },
    });
    const query = { subjectTypes: 'aad', 'api-version': '7.1-preview.1' };
    assert.deepEqual(
      service.seen.map((request) => [request.path, request.query]),
      [
        ['/harbour/_apis/graph/users', query],
        ['/harbour/_apis/graph/users', { ...query, continuationToken: 'next one' }],
      ],
    );
  });

  it('find nobody where nobody is', async () => {
    service.answers({ body: { value: [person(1)] } });
    assert.deepEqual(await client.findByObjectId('access', 'harbour', 'object-9'), { kind: 'not-found' });
  });

  it('list the tokens of somebody, all pages', async () => {
    const row = (id: string) => ({ ...wirePat({ authorizationId: id }), isValid: true, userId: 'u' });
    service.answers(
      { body: { value: [row('a')], continuationToken: 'c' } },
      { body: { value: [row('b')], continuationToken: null } },
    );
    const outcome = await client.tokensOf('access', 'harbour', 'aad.x');
    assert.deepEqual(outcome.kind === 'ok' && outcome.value.map(({ authorizationId }) => authorizationId), [
      'a',
      'b',
    ]);
    const query = { pageSize: '100', isPublic: 'false', 'api-version': '7.1' };
    assert.deepEqual(
      service.seen.map((request) => [request.path, request.query]),
      [
        ['/harbour/_apis/tokenadmin/personalaccesstokens/aad.x', query],
        ['/harbour/_apis/tokenadmin/personalaccesstokens/aad.x', { ...query, continuationToken: 'c' }],
      ],
    );
  });

  it('revoke tokens by their ids', async () => {
    service.answers((response) => {
      response.statusCode = 204;
      response.end();
    });
    assert.deepEqual(await client.revokeAny('access', 'harbour', ['a', 'b']), {
      kind: 'ok',
      value: undefined,
    });
    const { method, path, query, body } = service.seen[0] ?? assert.fail();
    assert.equal(`${method} ${path}`, 'POST /harbour/_apis/tokenadmin/revocations');
    assert.deepEqual(query, { isPublic: 'false', 'api-version': '7.1' });
    assert.deepEqual(body, [{ authorizationId: 'a' }, { authorizationId: 'b' }]);
  });

  it('are forbidden, not signed out, where 401 says that the right is missing', async () => {
    service.answers({ status: 401 }, { status: 401 }, { status: 404 });
    assert.deepEqual(await client.tokensOf('access', 'harbour', 'aad.x'), { kind: 'forbidden' });
    assert.deepEqual(await client.revokeAny('access', 'harbour', ['a']), { kind: 'forbidden' });
    assert.deepEqual(await client.tokensOf('access', 'harbour', 'aad.gone'), { kind: 'not-found' });
  });
});
