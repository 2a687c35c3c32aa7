import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { allScopes } from '../../../src/core/tokens/scopes.ts';
import type { Asked } from '../../../src/http/verification/query.ts';
import { createQuestionReader } from '../../../src/http/verification/question.ts';

const SEVERAL = createQuestionReader({ organizations: ['internal', 'web'] });
const ONE = createQuestionReader({ organizations: ['internal'] });

describe('a question to /verify', () => {
  for (const [question, asked] of [
    ['scope=vso.code&organization=web', { scopes: ['vso.code'], organization: 'web', service: '' }],
    ['organization=any&scope=any', { scopes: [], service: '' }],
    [
      'scope=vso.code+vso.work&organization=any&scope=vso.wiki&service=Team%20git',
      { scopes: ['vso.code', 'vso.work', 'vso.wiki'], service: 'Team git' },
    ],
    ['&scope=vso.code&&organization=any&', { scopes: ['vso.code'], service: '' }],
    [
      'scope=+app_token+&organization=+internal+',
      { scopes: ['app_token'], organization: 'internal', service: '' },
    ],
    [
      'service=git.example.org:8443/~team_a&scope=any&organization=any',
      { scopes: [], service: 'git.example.org:8443/~team_a' },
    ],
  ] as [string, Asked][])
    it(`is understood: ${question}`, () => {
      assert.deepEqual(SEVERAL(`/verify?${question}`), asked);
    });

  for (const [question, fault, words] of [
    ['', 'no-scope', /parameter scope is missing/],
    ['organization=web', 'no-scope', /scope=any/],
    ['scopes=vso.code&organization=web', 'unknown-parameter', /no parameter "scopes"/],
    ['Scope=vso.code&organization=web', 'unknown-parameter', /no parameter "Scope"/],
    ['scope[]=vso.code&organization=web', 'unknown-parameter', /no parameter "scope\[\]"/],
    ['scope=vso.code&org=web', 'unknown-parameter', /no parameter "org"/],
    ['scope=vso.code&amp;organization=web', 'unknown-parameter', /no parameter "amp;organization"/],
    ['scope=vso.code&organization=web&token=x', 'unknown-parameter', /no parameter "token"/],
    ['scope=vso.code&organization=web&=x', 'unknown-parameter', /no parameter ""/],
    ['scope&organization=web', 'empty', /parameter scope is empty/],
    ['scope=vso.code&scope=&organization=web', 'empty', /parameter scope is empty/],
    ['scope=%20&organization=web', 'empty', /parameter scope is empty/],
    ['scope=vso.code&organization=', 'empty', /parameter organization is empty/],
    ['scope=vso.code&organization=web&service=', 'empty', /parameter service is empty/],
    ['scope=vso.cod&organization=web', 'unknown-scope', /no scope "vso.cod"/],
    ['scope=VSO.code&organization=web', 'unknown-scope', /no scope "VSO.code"/],
    ['scope=vso.code,vso.work&organization=web', 'unknown-scope', /no scope "vso.code,vso.work"/],
    ['scope=vso.code;organization=web', 'unknown-scope', /no scope "vso.code;organization=web"/],
    ['scope=vso.code?organization=web', 'unknown-scope', /no scope/],
    ['scope=vso.code#&organization=web', 'unknown-scope', /no scope/],
    ['scope=$scope&organization=web', 'unknown-scope', /no scope "\$scope"/],
    ['scope=%0D%0AX-Auth-User:%20root&organization=web', 'unknown-scope', /no scope "X-Auth-User:"/],
    ['scope=any&scope=vso.code&organization=web', 'any-and-more', /scope=any alone/],
    ['scope=any+any&organization=web', 'any-and-more', /scope=any alone/],
    ['scope=vso.code&organization=internal&organization=web', 'twice', /organization stands there twice/],
    ['scope=vso.code&organization=web&organization=web', 'twice', /organization stands there twice/],
    ['scope=vso.code&organization=any&organization=web', 'twice', /organization stands there twice/],
    ['scope=vso.code&organization=web&service=a&service=b', 'twice', /service stands there twice/],
    ['scope=vso.code', 'no-organization', /organization is missing, and there are several/],
    ['scope=vso.code&organization=other', 'unknown-organization', /no organization "other"/],
    ['scope=vso.code&organization=Web', 'unknown-organization', /no organization "Web"/],
    ['scope=vso.code&organization=internal+web', 'unknown-organization', /no organization "internal web"/],
    ['scope=vso.code&organization=web&service=%3Cb%3E', 'service', /no name for a service/],
    [`scope=vso.code&organization=web&service=${'a'.repeat(41)}`, 'service', /no name/],
    [`scope=vso.code&organization=web&service=${'a.'.repeat(33)}`, 'service', /64 characters/],
  ] as const)
    it(`is a mistake: ${question}`, () => {
      const read = SEVERAL(`/verify?${question}`);
      assert.ok(read !== undefined && 'fault' in read);
      assert.equal(read.fault, fault);
      assert.match(read.text, words);
      assert.doesNotMatch(read.text, /[^ -~]/);
    });

  it('means the one organization that there is when it names none', () => {
    assert.deepEqual(ONE('/verify?scope=any'), { scopes: [], organization: 'internal', service: '' });
    assert.deepEqual(ONE('/verify?scope=any&organization=any'), { scopes: [], service: '' });
  });

  it('stands in the path where the query is the client’s, and what comes behind it changes nothing', () => {
    for (const [target, asked] of [
      [
        '/verify/scope/vso.code/organization/internal/service/git/-/',
        'scope=vso.code&organization=internal&service=git',
      ],
      [
        '/verify/scope/vso.code/scope/vso.work/organization/any/-/a/b',
        'scope=vso.code&scope=vso.work&organization=any',
      ],
      ['/verify/scope/any/organization/web/-/-/x/-/', 'scope=any&organization=web'],
      ['/verify/scope/any/organization/web/-//scope/vso.code_write', 'scope=any&organization=web'],
      [
        '/verify/scope/any/organization/web/-/../../x?scope=vso.code&organization=internal',
        'scope=any&organization=web',
      ],
      [
        '/verify/scope/vso.code%20vso.work/organization/any/service/Team%2Fgit/-/',
        'scope=vso.code+vso.work&organization=any&service=Team/git',
      ],
    ] as const)
      assert.deepEqual(SEVERAL(target), SEVERAL(`/verify?${asked}`), target);
  });

  for (const [target, fault] of [
    ['/verify/-/x?scope=any&organization=any', 'no-scope'],
    ['/verify/scope/-/x', 'path'],
    ['/verify/scope/any/organization/-/web', 'path'],
    ['/verify//scope/any/organization/web/-/', 'path'],
    ['/verify/scope/any/organization/web//-/', 'path'],
    ['/verify//any/organization/web/-/', 'unknown-parameter'],
    ['/verify/scope//organization/web/-/', 'empty'],
    ['/verify/scope/%zz/organization/web/-/', 'path'],
    ['/verify/scopes/any/organization/web/-/', 'unknown-parameter'],
    ['/verify/scope/vso.code+vso.work/organization/web/-/', 'unknown-scope'],
    ['/verify/scope/any/-/organization/web', 'no-organization'],
  ] as const)
    it(`is a mistake in the path: ${target}`, () => {
      const read = SEVERAL(target);
      assert.ok(read !== undefined && 'fault' in read);
      assert.equal(read.fault, fault);
    });

  it('has room for every scope, and is not read when it is longer, in the query as in the path', () => {
    const ids = allScopes().map(({ id }) => id);
    assert.deepEqual(ONE(`/verify?${ids.map((id) => `scope=${id}`).join('&')}`), {
      scopes: ids,
      organization: 'internal',
      service: '',
    });
    for (const target of [`/verify?scope=any${'&a'.repeat(2000)}`, `/verify${'/a'.repeat(2001)}/-/`]) {
      const read = ONE(target);
      assert.ok(read !== undefined && 'fault' in read);
      assert.equal(read.fault, 'too-long');
    }
    assert.ok('scopes' in (ONE(`/verify/scope/any/-/${'a'.repeat(10_000)}`) ?? {}));
  });

  it('is nowhere else', () => {
    for (const target of [
      '/verify/',
      '/verify/scope/any/organization/web',
      '/verify/scope/any/organization/web/-',
      '/verify/scope/any/organization/web/-?/-/',
      '/verify/scope/any/organization/web?x=/-/',
      '/verifyx/scope/any/-/',
    ])
      assert.equal(SEVERAL(target), undefined, target);
  });

  it('never brings a secret into the sentence about it', () => {
    const secret = generateSecret().secret.reveal();
    for (const question of [
      `token=${secret}`,
      `${secret}=1`,
      `scope=${secret}`,
      `scope=any&organization=${secret}`,
    ]) {
      const read = ONE(`/verify?${question}`);
      assert.ok(read !== undefined && 'fault' in read);
      assert.ok(!read.text.includes(secret.slice(4, 40)));
    }
  });

  it('never asks for less than somebody wrote, whatever else they wrote', () => {
    const ids = allScopes().map(({ id }) => id);
    const name = fc.oneof(fc.constantFrom('scope', 'organization', 'service', 'scopes', 'org'), fc.string());
    const value = fc.oneof(fc.constantFrom(...ids, 'any', 'internal', 'web'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), (pairs) => {
        const read = SEVERAL(`/verify?${new URLSearchParams(pairs)}`);
        assert.ok(read !== undefined);
        if ('fault' in read) return;
        for (const [written, wanted] of pairs) {
          const trimmed = wanted.trim();
          if (written === 'scope')
            for (const id of trimmed.split(/\s+/)) assert.ok(id === 'any' || read.scopes.includes(id));
          else if (written === 'organization') assert.equal(read.organization ?? 'any', trimmed);
          else assert.equal(written, 'service');
        }
      }),
    );
  });

  it('is the same in the path as in the query, for every name and value', () => {
    const part = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '-' && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { minLength: 1, maxLength: 4 }), (pairs) => {
        const path = pairs.flat().map(encodeURIComponent).join('/');
        assert.deepEqual(SEVERAL(`/verify/${path}/-/`), SEVERAL(`/verify?${new URLSearchParams(pairs)}`));
      }),
    );
  });

  it('is read anew when more questions than are kept have come between', () => {
    for (let round = 0; round < 2; round += 1)
      for (let i = 0; i < 600; i += 1)
        assert.deepEqual(ONE(`/verify?scope=any&service=s${i}`), {
          scopes: [],
          organization: 'internal',
          service: `s${i}`,
        });
  });
});
