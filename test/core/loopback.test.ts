import assert from 'node:assert/strict';
import { isLoopback } from '../../src/core/loopback.ts';

describe('loopback', () => {
  it('is this machine alone, by name and by address, also as a URL writes it', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])
      assert.ok(isLoopback(host), host);
  });

  it('is nothing that only looks like it', () => {
    for (const host of ['', '0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com'])
      assert.ok(!isLoopback(host), host);
  });
});
