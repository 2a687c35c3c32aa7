import assert from 'node:assert/strict';
import { ADMIN_OPTIONS, readAdminArguments, WrongArguments } from '../../src/commands/admin-arguments.ts';
import { headerOf, lineOf } from '../../src/commands/admin-lines.ts';
import { readArguments } from '../../src/program/read-arguments.ts';
import { sentRow, tokenRow } from '../../src/service/admin-rows.ts';
import { sampleToken } from '../core/samples.ts';
import { noticeOf } from '../stores/fixtures.ts';
import { START } from '../support/fixed-clock.ts';

const ANN = '00000000-0000-4000-8000-00000000000A';
const COMMAND = {
  takes: '',
  about: '',
  options: ADMIN_OPTIONS,
  words: [1, 3] as const,
  run: async () => 0,
};

function read(...args: string[]) {
  const found = readArguments(COMMAND, args);
  if (found.kind !== 'run') throw new WrongArguments('what the reader of arguments refuses');
  return readAdminArguments(found);
}

const order = (...args: string[]) => read(...args).order('tenant', 'ann');

describe('patkeeper admin', () => {
  const owner = { tenantId: 'tenant', objectId: ANN.toLowerCase() };

  it('lists what works, and exports everything', () => {
    assert.deepEqual(order('list'), {
      act: 'tokens',
      user: 'ann',
      asked: { state: 'active' },
      sort: 'ends',
    });
    assert.deepEqual(order('export', '--newest'), { act: 'tokens', user: 'ann', asked: {}, sort: 'newest' });
    assert.deepEqual([read('list').format, read('export').format], ['text', 'json']);
  });

  it('reads every filter', () => {
    const flags = ['--beyond-policy', '--undelivered', '--unreachable'];
    const days = ['--ends-within', '7', '--older-than', '365', '--idle', '60'];
    const words = ['--organization', 'o', '--authority', 'a', '--scope', 's', '--privileges', 'high'];
    const asked = order('list', '--person', ANN, '--state', 'expired', ...flags, ...days, ...words);
    assert.deepEqual(asked, {
      act: 'tokens',
      user: 'ann',
      sort: 'ends',
      asked: {
        owner,
        organization: 'o',
        authority: 'a',
        scope: 's',
        privileges: 'high',
        state: 'expired',
        endsWithinDays: 7,
        olderThanDays: 365,
        idleDays: 60,
        beyondPolicy: true,
        undelivered: true,
        unreachable: true,
      },
    });
  });

  it('reads which token, which messages, and what is revoked why', () => {
    assert.deepEqual(order('show', ANN, 'token-1'), { act: 'show', user: 'ann', owner, tokenId: 'token-1' });
    assert.deepEqual(order('notices', '--person', ANN, '--token', 'token-1', '--undelivered'), {
      act: 'messages',
      user: 'ann',
      asked: { owner, tokenId: 'token-1', undelivered: true },
    });
    assert.deepEqual(order('revoke', '--person', ANN, '--token', 't', '--reason', 'left'), {
      act: 'revoke',
      user: 'ann',
      selection: { kind: 'token', owner, tokenId: 't' },
      reason: 'left',
      isTrial: false,
    });
    assert.deepEqual(order('revoke', '--idle', '60', '--dry-run'), {
      act: 'revoke',
      user: 'ann',
      selection: { kind: 'tokens', asked: { idleDays: 60 } },
      reason: '',
      isTrial: true,
    });
  });

  const WRONG = [
    'drop',
    'list more',
    'list --nope',
    'list --reason x',
    'list --state alive',
    'list --idle 0',
    'list --idle 1e3',
    'list --idle',
    'list --format xml',
    'list --person ann',
    'show',
    `show ${ANN}`,
    `show ${ANN} t more`,
    'show ann t',
    'revoke --reason x',
    'revoke --idle 60',
    'revoke --idle 60 --reason=',
    'revoke --token t --reason x',
    `revoke --person ${ANN} --token t --idle 3 --reason x`,
    'revoke --state expired --reason x',
    'revoke --idle 60 --reason x --format csv',
    'notices --token t',
    'notices --idle 3',
    `list --scope ${'s'.repeat(257)}`,
    `revoke --idle 60 --reason ${'r'.repeat(2001)}`,
  ];
  for (const args of WRONG)
    it(`refuses ${args.slice(0, 80)}`, () => {
      assert.throws(() => order(...args.split(' ')), WrongArguments);
    });

  it('writes rows that no spreadsheet takes for formulas, nor a terminal for orders', () => {
    const token = sampleToken({ name: '=1+1,"x"\n', scopes: ['vso.code', 'vso.build'] });
    const row = tokenRow({ token, ownerName: '@ann\u001b[2J' }, START);
    const line = lineOf({ kind: 'token', row }, 'csv');
    assert.match(line, /,'@ann/);
    assert.ok(line.includes(`"'=1+1,""x""\n"`), line);
    assert.ok(line.includes('vso.code vso.build'));
    assert.doesNotMatch(lineOf({ kind: 'token', row }, 'text'), /\p{Cc}/u);
    assert.deepEqual(JSON.parse(lineOf({ kind: 'token', row }, 'json')), row);
  });

  it('names a column for each value, and never a digest', () => {
    const token = tokenRow({ token: sampleToken(), ownerName: '' }, START);
    const sent = sentRow({ notice: noticeOf(sampleToken()), ownerName: '' });
    assert.deepEqual(headerOf('token', 'csv')?.split(','), Object.keys(token));
    assert.deepEqual(headerOf('message', 'csv')?.split(','), Object.keys(sent));
    assert.equal(headerOf('token', 'json'), undefined);
    assert.doesNotMatch(JSON.stringify(token), /digest|selector|formKey/);
  });
});
