import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readHostMessage } from '../../../src/local/page/teams-host.ts';

describe('what a sign-in window says to Teams', () => {
  it('is greeted as a page that signs people in', () => {
    const uuidAsString = '2f9d8e63-7c41-4a8e-9b0d-5f6a1c3e7b42';
    const message = readHostMessage({ id: 0, uuidAsString, func: 'initialize', args: ['2.58.0', 4, 'v2'] });
    assert.ok(message?.kind === 'answer');
    const { args, ...known } = message.answer as { args: unknown[]; id: number; uuidAsString: string };
    assert.deepEqual(known, { id: 0, uuidAsString });
    assert.deepEqual(args.slice(0, 2), ['authentication', 'web']);
    assert.deepEqual(JSON.parse(String(args[2])), { apiVersion: 4, isLegacyTeams: false, supports: {} });
  });

  it('is greeted without the id that older libraries lack', () => {
    const message = readHostMessage({ id: 7, func: 'initialize', args: [] });
    assert.ok(message?.kind === 'answer');
    assert.deepEqual(Object.keys(message.answer), ['id', 'args']);
    assert.equal(readHostMessage({ func: 'initialize', args: [] }), undefined);
  });

  it('may be a code', () => {
    const func = 'authentication.authenticate.success';
    assert.deepEqual(readHostMessage({ func, args: ['BCDF-2345'] }), { kind: 'success', code: 'BCDF-2345' });
    for (const args of [undefined, [], [''], [17], 'BCDF-2345']) {
      assert.equal(readHostMessage({ func, args })?.kind, 'failure');
    }
  });

  it('may be a reason why there is none, cut where it is too long', () => {
    const func = 'authentication.authenticate.failure';
    assert.deepEqual(readHostMessage({ func, args: ['wrong account'] }), {
      kind: 'failure',
      reason: 'wrong account',
    });
    assert.deepEqual(readHostMessage({ func, args: [{}] }), { kind: 'failure', reason: '' });
    const long = readHostMessage({ func, args: ['x'.repeat(1000)] });
    assert.equal(long?.kind === 'failure' && long.reason.length, 200);
  });

  it('is nothing when it is anything else', () => {
    for (const func of ['themeChange', 'authentication.getAuthToken', '__proto__', 1, undefined]) {
      assert.equal(readHostMessage({ id: 1, func, args: ['code'] }), undefined);
    }
    fc.assert(fc.property(fc.jsonValue(), (data) => readHostMessage(data) === undefined));
  });
});
