import assert from 'node:assert/strict';
import type { Outcome, Reply } from '../../../src/authorities/azure-devops/outcome.ts';
import { outcomeOf } from '../../../src/authorities/azure-devops/read-response.ts';

const HTML = '<!DOCTYPE html><title>Sign in</title>';
const REFUSAL = '{"patToken":null,"patTokenError":"invalidScope"}';
const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const CHALLENGE = `Bearer error="insufficient_claims", claims="${Buffer.from(CLAIMS).toString('base64')}"`;

function answer(status: number, text = '', headers: Record<string, string> = {}): Reply {
  return { kind: 'response', status, text, headers: new Headers(headers) };
}

function read(reply: Reply, some: { safe?: boolean; retryAfterMs?: number } = {}): Outcome<string> {
  const { safe = true, retryAfterMs } = some;
  return outcomeOf(reply, { safe, retryAfterMs, read: (text) => (text === 'good' ? text : undefined) });
}

describe('an answer of Azure DevOps', () => {
  const rows: readonly (readonly [
    what: string,
    reply: Reply,
    safe: Outcome<string>['kind'],
    changing: string,
  ])[] = [
    ['200 with what was asked for', answer(200, 'good'), 'ok', 'ok'],
    ['200 with something else', answer(200, '{"half":'), 'unavailable', 'lost'],
    ['200 with an empty body', answer(200), 'unavailable', 'lost'],
    ['200 with a page', answer(200, HTML), 'signed-out', 'signed-out'],
    [
      '200 called a page',
      answer(200, 'good', { 'content-type': 'text/html; charset=utf-8' }),
      'signed-out',
      'signed-out',
    ],
    ['200 with a refusal', answer(200, REFUSAL), 'refused', 'refused'],
    ['203 with a page', answer(203, HTML), 'signed-out', 'signed-out'],
    ['203 with what was asked for', answer(203, 'good'), 'signed-out', 'signed-out'],
    ['302', answer(302, HTML, { location: 'https://login.test/' }), 'signed-out', 'signed-out'],
    ['307', answer(307), 'signed-out', 'signed-out'],
    ['400 without a reason', answer(400, '{}'), 'refused', 'refused'],
    ['400 with a refusal', answer(400, REFUSAL), 'refused', 'refused'],
    ['401', answer(401), 'signed-out', 'signed-out'],
    [
      '401 with an ordinary challenge',
      answer(401, '', { 'www-authenticate': 'Bearer' }),
      'signed-out',
      'signed-out',
    ],
    ['401 with a claims challenge', answer(401, HTML, { 'www-authenticate': CHALLENGE }), 'claims', 'claims'],
    ['403', answer(403, HTML), 'forbidden', 'forbidden'],
    ['404', answer(404, HTML), 'not-found', 'not-found'],
    ['410', answer(410), 'not-found', 'not-found'],
    ['408', answer(408), 'unavailable', 'unavailable'],
    ['429', answer(429, HTML), 'throttled', 'throttled'],
    ['500', answer(500, HTML), 'unavailable', 'lost'],
    ['501', answer(501), 'unavailable', 'unavailable'],
    ['502', answer(502, HTML), 'unavailable', 'lost'],
    ['503', answer(503), 'unavailable', 'unavailable'],
    ['504', answer(504), 'unavailable', 'lost'],
    ['500 with a refusal', answer(500, REFUSAL), 'refused', 'refused'],
    ['none, before anything was sent', { kind: 'unsent', reason: 'none' }, 'unavailable', 'unavailable'],
    ['none, after something was sent', { kind: 'broken', reason: 'none' }, 'unavailable', 'lost'],
    ['none, because of a long wait', { kind: 'busy', retryAfterMs: 9 }, 'throttled', 'throttled'],
  ];
  for (const [what, reply, safe, changing] of rows) {
    it(`${what}: ${safe}${changing === safe ? '' : `, or ${changing} when it was a change`}`, () => {
      assert.equal(read(reply).kind, safe);
      assert.equal(read(reply, { safe: false }).kind, changing);
    });
  }

  it('gives the decoded claims', () => {
    const outcome = read(answer(401, '', { 'www-authenticate': `Basic, ${CHALLENGE}` }));
    assert.deepEqual(outcome, { kind: 'claims', claims: CLAIMS });
  });

  it('gives the name of a refusal, and its message where there is one', () => {
    const text = '{"patToken":null,"patTokenError":"newPolicyViolation","patTokenErrorMessage":"no"}';
    assert.deepEqual(read(answer(200, text)), {
      kind: 'refused',
      error: 'newPolicyViolation',
      message: 'no',
    });
    assert.deepEqual(read(answer(200, REFUSAL)), { kind: 'refused', error: 'invalidScope' });
  });

  it('gives the name of a general error, or else its status', () => {
    const general = '{"$id":"1","message":"private words","typeKey":"VssPropertyValidationException"}';
    assert.deepEqual(read(answer(400, general)), {
      kind: 'refused',
      error: 'VssPropertyValidationException',
    });
    assert.deepEqual(read(answer(422, HTML)), { kind: 'refused', error: 'HTTP 422' });
  });

  it('is no refusal when its error is none', () => {
    assert.equal(read(answer(200, '{"patToken":null,"patTokenError":"none"}')).kind, 'unavailable');
  });

  it('says how long to wait, 5 seconds if it does not', () => {
    assert.deepEqual(read(answer(429), { retryAfterMs: 17_000 }), {
      kind: 'throttled',
      retryAfterMs: 17_000,
    });
    assert.deepEqual(read(answer(429)), { kind: 'throttled', retryAfterMs: 5_000 });
    assert.deepEqual(read(answer(503), { retryAfterMs: 2_000 }), { kind: 'throttled', retryAfterMs: 2_000 });
  });
});
