import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkAnswer, checkRequest } from './check-contract.ts';

const PATS = 'http://127.0.0.1:1/harbour/_apis/tokens/pats?api-version=7.1-preview.1';
const ID = '0b6f2d1c-7e58-4a39-9c04-d1e5b3a7f862';
const CREATE = {
  displayName: 'deploy',
  scope: 'vso.code vso.build',
  validTo: '2026-02-01T00:00:00.000Z',
  allOrgs: false,
};
const HEADERS = {
  authorization: 'Bearer x.y.z',
  accept: 'application/json',
  'x-tfs-fedauthredirect': 'Suppress',
  'content-type': 'application/json',
};
const PAT = {
  authorizationId: ID,
  displayName: 'deploy',
  scope: 'vso.code',
  targetAccounts: [ID],
  validFrom: '2026-01-01T00:00:00.1234567Z',
  validTo: '2026-02-01T00:00:00Z',
  token: null,
};

describe('checkRequest', () => {
  it('has nothing to say about requests as the service describes them', () => {
    const good: readonly (readonly [string, string, unknown])[] = [
      [
        'GET',
        `${PATS}&displayFilterOption=active&$top=100&sortByOption=displayDate&isSortAscending=true`,
        undefined,
      ],
      ['GET', `${PATS}&continuationToken=abc`, undefined],
      ['GET', `${PATS}&authorizationId=${ID}`, undefined],
      ['POST', PATS, CREATE],
      ['PUT', PATS, { authorizationId: ID, validTo: CREATE.validTo }],
      ['DELETE', `${PATS}&authorizationId=${ID}`, undefined],
      ['GET', '/_apis/profile/profiles/me?api-version=7.1', undefined],
      ['GET', `/_apis/accounts?memberId=${ID}&api-version=7.1`, undefined],
      [
        'GET',
        '/harbour/_apis/tokenadmin/personalaccesstokens/aad.abc?isPublic=false&api-version=7.1',
        undefined,
      ],
      ['POST', '/harbour/_apis/tokenadmin/revocations?api-version=7.1', [{ authorizationId: ID }]],
      ['GET', '/harbour/_apis/graph/users?subjectTypes=aad&api-version=7.1-preview.1', undefined],
      [
        'POST',
        '/harbour/_apis/graph/subjectquery?api-version=7.1-preview.1',
        { query: 'ada', subjectKind: ['User'] },
      ],
    ];
    for (const [method, url, body] of good)
      assert.deepEqual(checkRequest(method, url, body, HEADERS), [], url);
  });

  it('says in words what is outside the contract', () => {
    const bad: readonly (readonly [string, string, unknown, RegExp])[] = [
      ['GET', '/harbour/_apis/tokens/pats', undefined, /^list: query\.api-version/],
      ['GET', `${PATS}&$top=101`, undefined, /\$top: is not 1 to 100/],
      ['GET', `${PATS}&$top=1&$top=2`, undefined, /\$top: is given twice/],
      ['GET', `${PATS}&displayFilterOption=dead`, undefined, /displayFilterOption/],
      ['GET', `${PATS}&page=2`, undefined, /Unrecognized key: "page"/],
      ['GET', `${PATS}&continuationToken=`, undefined, /continuationToken/],
      ['GET', `${PATS}&authorizationId=7`, undefined, /^get: query\.authorizationId/],
      ['GET', PATS, {}, /^list: body: there must be none/],
      ['POST', PATS, undefined, /^create: body/],
      ['POST', PATS, { ...CREATE, allOrgs: true }, /body\.allOrgs/],
      ['POST', PATS, { ...CREATE, displayName: '' }, /body\.displayName/],
      ['POST', PATS, { ...CREATE, scope: 'vso.code,vso.build' }, /body\.scope/],
      ['POST', PATS, { ...CREATE, scope: 'vso.code  vso.build' }, /body\.scope: is no list of scopes/],
      ['POST', PATS, { ...CREATE, validTo: 1767225600000 }, /body\.validTo/],
      ['POST', PATS, { ...CREATE, token: 'x' }, /Unrecognized key: "token"/],
      ['PUT', PATS, { displayName: 'x' }, /^update: body\.authorizationId/],
      ['PATCH', PATS, undefined, /PATCH .*: there is no such operation/],
      ['POST', '/harbour/_apis/tokenadmin/revocations?api-version=7.1', [], /^admin-revoke: body/],
    ];
    for (const [method, url, body, words] of bad)
      assert.match(
        checkRequest(method, url, body).join('\n'),
        words,
        `${method} ${url} ${JSON.stringify(body)}`,
      );
  });

  it('looks at the headers when they are given', () => {
    assert.equal(checkRequest('POST', PATS, CREATE, {}).length, 4);
    for (const name of Object.keys(HEADERS))
      assert.deepEqual(checkRequest('POST', PATS, CREATE, { ...HEADERS, [name]: 'other' }), [
        `create: header ${name}: is missing or not what it must be`,
      ]);
  });

  it('answers for any request without failing', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.string(), fc.string()),
        fc.jsonValue(),
        (path, query, body) => {
          const url = `/${encodeURIComponent(path)}/_apis/tokens/pats?${new URLSearchParams(query)}`;
          for (const method of ['GET', 'POST', 'PUT'])
            assert.notDeepEqual(checkRequest(method, url, body), []);
        },
      ),
    );
  });
});

describe('checkAnswer', () => {
  const page = (patToken: object, continuationToken: unknown = '') =>
    JSON.stringify({ continuationToken, patTokens: [patToken] });

  it('takes the answers that the service describes, and the ways in which it refuses', () => {
    assert.deepEqual(checkAnswer('GET', PATS, 200, page(PAT)), []);
    assert.deepEqual(checkAnswer('GET', PATS, 200, page({ ...PAT, targetAccounts: null }, null)), []);
    const refused = JSON.stringify({ patToken: null, patTokenError: 'accessDenied' });
    assert.deepEqual(checkAnswer('PUT', PATS, 200, refused), []);
    for (const status of [203, 302, 401, 404, 429, 503])
      assert.deepEqual(checkAnswer('GET', PATS, status, '<p>'), []);
    assert.deepEqual(checkAnswer('DELETE', `${PATS}&authorizationId=${ID}`, 204, ''), []);
  });

  it('notices what the service would never answer', () => {
    const token = `${'a'.repeat(52)}JQQJ99aA${'b'.repeat(12)}AAAAAZDOcccc`;
    const result = (patToken: unknown, patTokenError: string) => JSON.stringify({ patToken, patTokenError });
    const bad: readonly (readonly [string, number, string, RegExp])[] = [
      ['GET', 200, page({ ...PAT, token }), /token/],
      ['GET', 200, page({ ...PAT, validTo: 'tomorrow' }), /validTo/],
      ['GET', 200, '<html>', /is no JSON/],
      ['GET', 206, page(PAT), /has the status 206/],
      ['POST', 200, result(PAT, 'none'), /patToken\.token/],
      ['POST', 200, result(null, 'none'), /has a token and an error, or neither/],
      ['POST', 200, result({ ...PAT, token }, 'accessDenied'), /has a token and an error, or neither/],
      ['PUT', 200, result(null, 'noSuchError'), /patTokenError/],
    ];
    for (const [method, status, body, words] of bad)
      assert.match(checkAnswer(method, PATS, status, body).join('\n'), words, body);
    assert.deepEqual(checkAnswer('POST', PATS, 200, result({ ...PAT, token }, 'none')), []);
  });
});
