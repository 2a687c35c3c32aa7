import assert from 'node:assert/strict';
import { PATCH_STYLES } from '../../support/entra-provisioning.ts';
import { openServers } from '../opened-servers.ts';
import { startScim, TOKENS } from './scim-world.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

async function refusalOf(response: Response): Promise<[status: number, scimType: unknown]> {
  const body = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(body['schemas'], [ERROR]);
  assert.equal(body['status'], String(response.status));
  assert.match(response.headers.get('content-type') ?? '', /^application\/scim\+json/);
  return [response.status, body['scimType']];
}

async function found(response: Response): Promise<readonly Record<string, unknown>[]> {
  assert.equal(response.status, 200);
  const body = (await response.json()) as { totalResults: number; Resources: Record<string, unknown>[] };
  assert.equal(body.totalResults, body.Resources.length);
  return body.Resources;
}

describe('provisioning by SCIM', () => {
  const servers = openServers();

  it('passes the test of its connection, and says what it can do', async () => {
    const { entra, heard } = await startScim(servers);
    assert.deepEqual(await found(await entra.testConnection()), []);
    assert.equal(heard(), 1);
    const config = await entra.send('GET', '/ServiceProviderConfig');
    const { patch, filter, bulk } = (await config.json()) as Record<string, { supported: boolean }>;
    assert.deepEqual(
      [patch, filter, bulk].map((one) => one?.supported),
      [true, true, false],
    );
    const [type] = await found(await entra.send('GET', '/ResourceTypes'));
    assert.equal(type?.['endpoint'], '/Users');
    const [schema] = await found(await entra.send('GET', '/Schemas'));
    assert.equal((await entra.send('GET', `/Schemas/${schema?.['id']}`)).status, 200);
    assert.equal((await entra.send('GET', '/ResourceTypes/User')).status, 200);
  });

  it('creates somebody, finds them by name and by object id, and keeps nothing else of them', async () => {
    const { entra, person, account, clock } = await startScim(servers);
    const created = await entra.create(person);
    assert.equal(created.status, 201);
    const user = (await created.json()) as Record<string, unknown>;
    assert.equal(user['id'], person.objectId);
    assert.equal(created.headers.get('location'), `/scim/v2/Users/${person.objectId}`);
    for (const response of [
      await entra.search('userName', person.email.toUpperCase()),
      await entra.search('externalId', person.objectId),
    ])
      assert.deepEqual(await found(response), [user]);
    assert.deepEqual(await (await entra.send('GET', `/Users/${person.objectId}`)).json(), user);
    assert.deepEqual(await account(person.objectId), {
      userName: person.email,
      state: 'active',
      changedAt: clock.now(),
    });
    assert.deepEqual(await refusalOf(await entra.create(person)), [409, 'uniqueness']);
  });

  for (const style of PATCH_STYLES)
    it(`disables and enables somebody by a PATCH in the ${style} way`, async () => {
      const { entra, person, account } = await startScim(servers);
      await entra.create(person);
      for (const [active, state] of [
        [false, 'disabled'],
        [true, 'active'],
      ] as const) {
        const response = await entra.setActive(person.objectId, active, style);
        assert.equal(response.status, 200);
        assert.equal(((await response.json()) as Record<string, unknown>)['active'], active);
        assert.equal((await account(person.objectId))?.state, state);
      }
    });

  it('has nothing at paths by names that every object has', async () => {
    const { entra } = await startScim(servers);
    for (const path of ['/constructor', '/__proto__', '/toString', '/valueOf/x', '/Schemas/constructor'])
      assert.deepEqual(await refusalOf(await entra.send('GET', path)), [404, undefined], path);
  });

  it('takes every truth value that is meant, and refuses what could be either', async () => {
    const { entra, person, account } = await startScim(servers);
    await entra.create(person);
    for (const value of ['no', '', 0, 1, null, [], { value: false }]) {
      const response = await entra.patch(person.objectId, [{ op: 'Replace', path: 'active', value }]);
      assert.deepEqual(await refusalOf(response), [400, 'invalidValue'], JSON.stringify(value));
    }
    assert.equal((await account(person.objectId))?.state, 'active');
  });

  it('changes a name, and lets be what it keeps nothing of', async () => {
    const { entra, person, account } = await startScim(servers);
    await entra.create(person);
    const response = await entra.patch(person.objectId, [
      { op: 'Replace', path: 'userName', value: 'other@local.example' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'other@local.example' },
      { op: 'Replace', path: 'name.familyName', value: 'Other' },
      { op: 'Remove', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager' },
    ]);
    assert.equal(response.status, 200);
    assert.equal((await account(person.objectId))?.userName, 'other@local.example');
  });

  it('forgets the name of somebody who is deleted, remembers that they are, and takes them back', async () => {
    const { entra, person, account } = await startScim(servers);
    await entra.create(person);
    const removed = await entra.remove(person.objectId);
    assert.deepEqual([removed.status, await removed.text()], [204, '']);
    const { userName, state } = (await account(person.objectId)) ?? {};
    assert.deepEqual([userName, state], ['', 'deleted']);
    assert.deepEqual(await found(await entra.search('userName', person.email)), []);
    assert.deepEqual(await refusalOf(await entra.send('GET', `/Users/${person.objectId}`)), [404, undefined]);
    assert.deepEqual(await refusalOf(await entra.remove(person.objectId)), [404, undefined]);
    assert.equal((await entra.create(person)).status, 201);
  });

  it('gives the name of somebody who has left to whoever has it now', async () => {
    const { entra, person } = await startScim(servers);
    const next = { ...person, objectId: '0d2f7c1e-1111-4222-8333-944455556666' };
    await entra.create(person);
    assert.deepEqual(await refusalOf(await entra.create(next)), [409, 'uniqueness']);
    await entra.setActive(person.objectId, false);
    assert.equal((await entra.create(next)).status, 201);
    const [user] = await found(await entra.search('userName', person.email));
    assert.equal(user?.['id'], next.objectId);
    assert.equal((await entra.send('GET', `/Users/${person.objectId}`)).status, 200);
  });

  it('refuses an externalId that is no object id, naming the mapping, and one that changes', async () => {
    const { entra, person } = await startScim(servers);
    const wrong = await entra.create({ ...person, objectId: person.email });
    assert.match(((await wrong.clone().json()) as { detail: string }).detail, /Map externalId to objectId/);
    assert.deepEqual(await refusalOf(wrong), [400, 'invalidValue']);
    await entra.create(person);
    const value = '0d2f7c1e-1111-4222-8333-944455556666';
    const changed = await entra.patch(person.objectId, [{ op: 'Replace', path: 'externalId', value }]);
    assert.deepEqual(await refusalOf(changed), [400, 'mutability']);
  });

  it('refuses every filter but one comparison, and a search without one', async () => {
    const { entra } = await startScim(servers);
    for (const filter of [
      'userName sw "a"',
      'userName eq a',
      'emails eq "a"',
      'userName eq "a" or active eq true',
    ])
      assert.deepEqual(
        await refusalOf(await entra.send('GET', `/Users?filter=${encodeURIComponent(filter)}`)),
        [400, 'invalidFilter'],
        filter,
      );
    assert.deepEqual(await refusalOf(await entra.send('GET', '/Users')), [400, 'tooMany']);
  });

  it('answers in SCIM’s words to what isn’t there, and to methods and bodies that nobody knows', async () => {
    const { entra, person } = await startScim(servers);
    const id = person.objectId;
    assert.deepEqual(await refusalOf(await entra.send('GET', '/Groups')), [404, undefined]);
    assert.deepEqual(await refusalOf(await entra.send('GET', '/Users/../Users/x')), [404, undefined]);
    assert.deepEqual(await refusalOf(await entra.setActive(id, false)), [404, undefined]);
    assert.deepEqual(await refusalOf(await entra.send('PUT', `/Users/${id}`, {})), [405, undefined]);
    assert.deepEqual(await refusalOf(await entra.send('DELETE', '/Schemas')), [405, undefined]);
    assert.deepEqual(await refusalOf(await entra.send('PATCH', `/Users/${id}`, { Operations: [] })), [
      400,
      'invalidSyntax',
    ]);
    const large = { schemas: [], padding: 'x'.repeat(64 * 1024) };
    assert.deepEqual(await refusalOf(await entra.send('POST', '/Users', large)), [413, undefined]);
    assert.deepEqual(await refusalOf(await entra.send('POST', '/Users', [])), [400, undefined]);
  });

  it('opens to either of two tokens, and to nothing else', async () => {
    const { as, url, account, person } = await startScim(servers);
    for (const token of TOKENS) assert.equal((await as(token).testConnection()).status, 200);
    for (const token of ['', 'x', `${TOKENS[0]}x`, TOKENS[0].slice(1)]) {
      const refused = await as(token).create(person);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.deepEqual(await refusalOf(refused), [401, undefined]);
    }
    const basic = { Authorization: `Basic ${TOKENS[0]}` };
    assert.equal((await fetch(`${url}/scim/v2/Users`, { headers: basic })).status, 401);
    assert.equal((await fetch(`${url}/scim/v2/Users`)).status, 401);
    assert.equal(await account(person.objectId), undefined);
  });

  it('tells a caller who keeps coming with wrong tokens to wait, and never one with the right one for that', async () => {
    const { as, entra } = await startScim(servers);
    const statuses: number[] = [];
    for (let tries = 0; tries < 25; tries += 1) statuses.push((await as('wrong').testConnection()).status);
    assert.deepEqual(statuses, [...Array<number>(20).fill(401), ...Array<number>(5).fill(429)]);
    assert.equal((await entra.testConnection()).status, 200);
  });

  it('answers twenty a second, and tells whoever sends more to wait', async () => {
    const { entra, clock } = await startScim(servers);
    const statuses: number[] = [];
    for (let tries = 0; tries < 22; tries += 1) statuses.push((await entra.testConnection()).status);
    assert.deepEqual(statuses, [...Array<number>(20).fill(200), 429, 429]);
    const late = await entra.testConnection();
    assert.equal(late.headers.get('retry-after'), '1');
    clock.advance(1000);
    assert.equal((await entra.testConnection()).status, 200);
  });

  it('is nowhere where nobody configured it', async () => {
    const server = await servers.start({});
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
      assert.equal((await fetch(`${server.url}/scim/v2/Users`, { method })).status, 404, method);
  });
});
