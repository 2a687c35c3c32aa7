import type { Snapshot } from '../../src/local/page/protocol.ts';

/** Everything that the local chat at an address remembers. */
export async function readState(url: string): Promise<Snapshot> {
  const response = await fetch(`${url}/local/state`);
  return (await response.json()) as Snapshot;
}
