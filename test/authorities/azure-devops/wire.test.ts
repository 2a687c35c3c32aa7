import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  readAdminPage,
  readCreated,
  readOrganizations,
  readPat,
  readPatPage,
  readProfileId,
  readRefusal,
  readUserPage,
} from '../../../src/authorities/azure-devops/wire.ts';
import { wirePat } from './scripted-service.ts';

const json = JSON.stringify;

describe('what Azure DevOps writes', () => {
  it('is read into the words of the domain', () => {
    assert.deepEqual(readPat(json({ patToken: wirePat(), patTokenError: 'none' })), {
      authorizationId: '4ab5914b-6fb5-4e2b-8a34-1d3c1e5f0a11',
      name: 'Laptop',
      scopes: ['vso.code', 'vso.packaging'],
      createdAt: Date.UTC(2026, 0, 15, 9, 30, 0, 123),
      validTo: Date.UTC(2026, 3, 15, 9, 30),
      organizationIds: ['38aaf865-2c70-4bf7-a308-0c6539c38c1a'],
    });
  });

  it('may hold fields that nobody knows, and null for much', () => {
    const row = {
      targetAccounts: null,
      displayName: null,
      scope: null,
      validFrom: null,
      news: { from: 2027 },
    };
    const pat = readPat(json({ patToken: wirePat(row), patTokenError: 'none', more: [] }));
    assert.equal(pat?.organizationIds, undefined);
    assert.equal(pat?.name, '');
    assert.deepEqual(pat?.scopes, []);
  });

  it('is nothing without an id or with an end that is none', () => {
    for (const row of [
      { authorizationId: null },
      { validTo: null },
      { validTo: 'never' },
      { validFrom: 'ever' },
    ]) {
      assert.equal(readPat(json({ patToken: wirePat(row) })), undefined);
      assert.equal(readPatPage(json({ patTokens: [wirePat(), wirePat(row)] })), undefined);
    }
  });

  it('holds the secret of a new token once, wrapped', () => {
    const created = readCreated(
      json({ patToken: wirePat({ token: 'a-secret-value' }), patTokenError: 'none' }),
    );
    assert.equal(created?.secret?.reveal(), 'a-secret-value');
    assert.doesNotMatch(inspect(created, { depth: 9 }) + json(created), /a-secret-value/);
    assert.equal(readCreated(json({ patToken: wirePat(), patTokenError: 'none' }))?.secret, undefined);
  });

  it('has a last page in three spellings', () => {
    for (const last of [{ continuationToken: '' }, { continuationToken: null }, {}]) {
      assert.deepEqual(readPatPage(json({ patTokens: [], ...last })), { items: [], next: undefined });
      assert.deepEqual(readAdminPage(json({ value: [], ...last })), { items: [], next: undefined });
    }
    assert.equal(readPatPage(json({ patTokens: [], continuationToken: 'more' }))?.next, 'more');
  });

  it('is no empty list when the list is not there', () => {
    assert.equal(readPatPage('{}'), undefined);
    assert.equal(readAdminPage('{"count":0}'), undefined);
    assert.equal(readOrganizations('{"count":0}'), undefined);
  });

  it('is a refusal when it has an error and no token', () => {
    const refused = { patToken: null, patTokenError: 'invalidScope', patTokenErrorMessage: null };
    assert.deepEqual(readRefusal(json(refused)), { error: 'invalidScope' });
    assert.deepEqual(readRefusal(json({ patTokenError: 'invalidScope' })), { error: 'invalidScope' });
    assert.equal(readRefusal(json({ patToken: wirePat(), patTokenError: 'invalidScope' })), undefined);
    assert.equal(readRefusal(json({ patToken: null, patTokenError: 'None' })), undefined);
  });

  it('names organizations, the person and the people', () => {
    const accounts = { count: 1, value: [{ accountId: 'AB', accountName: 'harbour', accountUri: 'x' }] };
    assert.deepEqual(readOrganizations(json(accounts)), [{ id: 'ab', name: 'harbour' }]);
    assert.equal(readProfileId(json({ id: 'me', displayName: 'Ada' })), 'me');
    const users = {
      value: [
        { descriptor: 'aad.x', origin: 'aad', originId: 'O', displayName: 'Ada', principalName: 'ada@x' },
        { descriptor: 'svc.y' },
      ],
    };
    assert.deepEqual(readUserPage(json(users), new Headers({ 'X-MS-ContinuationToken': 'n' })), {
      items: [
        { descriptor: 'aad.x', origin: 'aad', originId: 'O', name: 'Ada', email: 'ada@x' },
        { descriptor: 'svc.y', origin: '', originId: '', name: '', email: '' },
      ],
      next: 'n',
    });
  });

  it('never makes a reader throw', () => {
    const readers = [
      readPat,
      readCreated,
      readPatPage,
      readAdminPage,
      readOrganizations,
      readProfileId,
      readRefusal,
    ];
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => json({ patToken: value, patTokens: value })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        for (const read of readers) assert.doesNotThrow(() => read(text));
      }),
    );
  });
});
