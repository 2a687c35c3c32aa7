import assert from 'node:assert/strict';
import { bareName, matchesWords, matchNames } from '../../../src/core/tokens/name-match.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { sampleToken } from '../samples.ts';

const active = (name: string, id = name): Token => sampleToken({ id, name });
const revoked = (name: string): Token => ({ ...active(name, `${name} revoked`), revokedAt: START });
const expired = (name: string): Token => ({ ...active(name, `${name} expired`), validTo: START });
const now = START + DAY;

describe('a typed name', () => {
  const match = (typed: string, ...tokens: Token[]) => matchNames(tokens, typed, now).map(({ id }) => id);

  it('means the active token of exactly that name, alone', () => {
    assert.deepEqual(match('build', revoked('build'), active('build'), active('build 2')), ['build']);
  });

  it('means ended tokens of exactly that name before active ones that begin with it', () => {
    const tokens = [revoked('build'), expired('build'), active('build 2')];
    assert.deepEqual(match('build', ...tokens), ['build revoked', 'build expired']);
  });

  it('means all active tokens that begin with it, or else all that do', () => {
    assert.deepEqual(match('bu', active('build 1'), revoked('build'), active('bus')), ['build 1', 'bus']);
    assert.deepEqual(match('bu', revoked('build'), expired('bus')), ['build revoked', 'bus expired']);
  });

  it('is compared without case, odd spaces and compatible characters', () => {
    assert.deepEqual(match(' BUILD  agent\u00a03', active('Build agent 3')), ['Build agent 3']);
    assert.deepEqual(match('Ｂｕｉｌｄ', active('build')), ['build']);
  });

  it('is meant without quotes or < > around it, and punctuation behind it', () => {
    const typed = [
      '“deploy key”',
      '"deploy key"',
      "'deploy key'",
      '<deploy key>',
      'deploy key.',
      '„deploy key“!',
    ];
    for (const name of [...typed, '«deploy key».', '`deploy key`', '“deploy key.”'])
      assert.deepEqual(match(name, active('deploy key'), active('other')), ['deploy key'], name);
  });

  it('is meant with them where a token is called so', () => {
    const tokens = [active('deploy'), active('deploy.'), active('"deploy"')];
    assert.deepEqual(match('deploy.', ...tokens), ['deploy.']);
    assert.deepEqual(match('"deploy"', ...tokens), ['"deploy"']);
    assert.deepEqual(match('deploy', ...tokens), ['deploy']);
    assert.deepEqual(match('deploy.', active('deploy'), active('deploy.prod')), ['deploy']);
  });

  it('is the same with curly and straight quotes and apostrophes', () => {
    assert.deepEqual(match('ada’s key', active("Ada's key")), ["Ada's key"]);
    assert.deepEqual(match("ada's", active('Ada’s key')), ['Ada’s key']);
  });

  it('is bare without what people put around it, and only that', () => {
    for (const typed of [
      'build',
      ' build ',
      'build.',
      'build ?!',
      '"build"',
      '“ build ”',
      '«build».',
      '‘build’',
      '‚build‘',
      '<build>',
      '「build」。',
    ])
      assert.equal(bareName(typed), 'build', typed);
    for (const kept of ['a.b', '"build', 'build"', 'build”', '“build"', '""', '<>', 'x'])
      assert.equal(bareName(kept), kept);
    assert.equal(bareName(' ... '), '...');
  });

  it('means nothing when only punctuation is typed', () => {
    for (const typed of ['.', '""', '<>', "'"]) assert.deepEqual(match(typed, active('build')), [], typed);
  });

  it('means nothing when it is empty or nowhere', () => {
    assert.deepEqual(match('  ', active('build')), []);
    assert.deepEqual(match('uild', active('build')), []);
  });
});

describe('words to look for', () => {
  const token = sampleToken({ name: 'Build agent', organization: 'Contoso', scopes: ['vso.code_write'] });
  const has = (words: string) => matchesWords(token, 'Contoso Limited', words);

  it('must all be somewhere in the name, the organization or the scopes', () => {
    assert.ok(has('AGENT'));
    assert.ok(has('contoso build'));
    assert.ok(has('limited'), 'the display name of the organization');
    assert.ok(has('code_write'));
    assert.ok(!has('read write'), 'nobody says what the scope is called');
    const called = (words: string) => matchesWords(token, '', words, () => 'Code lesen und schreiben');
    assert.ok(called('schreiben build'), 'what the reader calls the scope');
    assert.ok(!has('build laptop'));
  });

  it('match everything when there are none', () => {
    assert.ok(has(''));
    assert.ok(has('   '));
  });

  it('are never read as a pattern, nor across two fields', () => {
    assert.ok(!has('.*'));
    assert.ok(!has('agentcontoso'));
  });
});
