import assert from 'node:assert/strict';
import { isLoopback, isLoopbackUrl } from '../../src/core/loopback.ts';

describe('loopback', () => {
  it('is this machine alone, by name and by address, also as a URL writes it', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])
      assert.ok(isLoopback(host), host);
  });

  it('is nothing that only looks like it', () => {
    for (const host of ['', '0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com'])
      assert.ok(!isLoopback(host), host);
  });

  it('is where a web address leads whose host is such, and nothing else is', () => {
    for (const url of ['http://localhost:3978/', 'https://127.0.0.1', 'http://[::1]:1/x', 'HTTP://LOCALHOST'])
      assert.ok(isLoopbackUrl(url), url);
    for (const url of [
      '',
      'localhost',
      'ftp://localhost/',
      'http://localhost.example.com/',
      'http://example.com/?localhost',
      'http://localhost@example.com/',
    ])
      assert.ok(!isLoopbackUrl(url), url);
  });
});
