import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { allHeaders, firstHeader, joinedHeader, onlyHeader } from '../../src/http/raw-headers.ts';

function requestWith(...rawHeaders: string[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.rawHeaders = rawHeaders;
  return request;
}

describe('a header of a request', () => {
  it('is found by its name in any case, the first of several', () => {
    const request = requestWith('Host', 'x', 'AUTHORIZATION', 'Bearer a', 'authorization', 'Bearer b');
    assert.equal(firstHeader(request, 'authorization'), 'Bearer a');
    assert.equal(firstHeader(request, 'host'), 'x');
  });

  it('counts as absent where only one may stand and there are two', () => {
    const request = requestWith('X-Forwarded-Host', 'a', 'Host', 'x', 'x-forwarded-host', 'b');
    assert.equal(onlyHeader(request, 'x-forwarded-host'), undefined);
    assert.equal(onlyHeader(request, 'host'), 'x');
    assert.equal(onlyHeader(request, 'x'), undefined);
    assert.deepEqual(allHeaders(request, 'x-forwarded-host'), ['a', 'b']);
  });

  it('is not taken for another one, or for a value that reads like a name', () => {
    const request = requestWith('X-Authorization', 'a', 'X-Name', 'authorization', 'X-Last', 'c');
    for (const read of [firstHeader, joinedHeader]) {
      assert.equal(read(request, 'authorization'), undefined);
      assert.equal(read(request, 'c'), undefined);
    }
  });

  it('is joined by commas when it is there several times, whatever stands between', () => {
    const request = requestWith(
      'X-Forwarded-For',
      '1.1.1.1, 2.2.2.2',
      'Host',
      'x',
      'x-forwarded-for',
      '3.3.3.3',
    );
    assert.equal(joinedHeader(request, 'x-forwarded-for'), '1.1.1.1, 2.2.2.2,3.3.3.3');
    assert.equal(joinedHeader(requestWith('X-Forwarded-For', ''), 'x-forwarded-for'), '');
    assert.equal(joinedHeader(requestWith(), 'x-forwarded-for'), undefined);
  });
});
