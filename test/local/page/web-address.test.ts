import assert from 'node:assert/strict';
import { readWebAddress } from '../../../src/local/page/web-address.ts';

describe('an address on a card', () => {
  it('may be opened when it is a web page', () => {
    for (const address of ['https://dev.azure.com/harbour', 'HTTP://127.0.0.1:3978/auth/start?state=x']) {
      assert.equal(readWebAddress(address)?.href.toLowerCase(), address.toLowerCase());
    }
  });

  it('may not be opened when it is anything else', () => {
    const script = 'javascript:alert(1)';
    for (const address of [
      script,
      ` ${script}`,
      'file:///etc/passwd',
      'data:text/html,hello',
      '/page',
      '',
      undefined,
    ]) {
      assert.equal(readWebAddress(address), undefined);
    }
  });
});
