import assert from 'node:assert/strict';
import { exchange } from './exchange.ts';
import { startNodeBackend } from './node-backend.ts';
import { faultsOf } from './seen-request.ts';
import { smuggledMessages } from './smuggled-messages.ts';
import { smuggledNames } from './smuggled-names.ts';

describe('what the tests of proxies try to smuggle in', () => {
  it('is found where no proxy keeps it out', async function () {
    this.timeout(60_000);
    const backend = await startNodeBackend();
    let found = 0;
    try {
      for (const { bytes } of [...smuggledNames(), ...smuggledMessages()]) {
        const { status } = await exchange(backend.port, bytes('127.0.0.1', 'Basic x'));
        const faults = (await backend.taken()).flatMap((seen) => faultsOf(seen, new Map(), 'a secret'));
        if (status === 200 && faults.length > 0) found += 1;
      }
    } finally {
      await backend.close();
    }
    assert.ok(found > 100, `${found} attempts are found`);
  });
});
