import assert from 'node:assert/strict';
import { TIME_BUDGET } from '../../../src/core/timing/time-budget.ts';

const {
  promised,
  request,
  authentication,
  claim,
  membership,
  signIn,
  leastSignIn,
  work,
  response,
  connector,
  store,
  organizations,
  refresh,
  authority,
  secondLook,
  entra,
  application,
  claimKept,
  repeats,
} = TIME_BUDGET;

/** Teams gives up on a request after so long, and sends it again. */
const GIVEN_UP = 15_000;

describe('the time budget of a turn', () => {
  it('ends every request before Teams’ 10 seconds are over, with time for the way', () => {
    assert.equal(promised, 10_000);
    assert.ok(request <= promised - 500);
  });

  it('lets a message claim, look up and work, and leaves three seconds to send the answer', () => {
    assert.ok(claim + membership + work + 3_000 <= request);
  });

  it('lets a button or a form create a token, and find out what became of it, before its response is due', () => {
    const left = request - membership - response;
    assert.ok(authority + secondLook <= left);
    assert.ok(organizations + secondLook <= left);
  });

  it('lets a button ask for an application, also when that needs a new token first', () => {
    assert.ok(entra + application + response <= request - membership);
  });

  it('lets a button or a form ask all authorities even after a slow look at Microsoft’s signing keys', () => {
    assert.ok(authentication + membership + organizations + response <= request);
  });

  it('lets a sign-in be confirmed and what it interrupted be done, in one request', () => {
    assert.ok(leastSignIn <= signIn);
    assert.ok(membership + leastSignIn + work <= request);
    assert.ok(claim + membership + leastSignIn + work <= request);
  });

  it('ends each wait within the work, so that the person reads what failed', () => {
    for (const part of [connector, store, organizations, refresh]) assert.ok(part < work, `${part}`);
  });

  it('keeps a message for the process that claimed it until just before Teams repeats it, and the response for all repeats', () => {
    assert.ok(claimKept > request && claimKept < GIVEN_UP);
    assert.ok(repeats > GIVEN_UP);
  });
});
