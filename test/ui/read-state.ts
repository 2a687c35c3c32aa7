import type { Snapshot } from '../../src/local/page/protocol.ts';
import { LOCAL_KEY } from './child-service.ts';

/** Everything that the local chat at an address remembers. */
export async function readState(url: string): Promise<Snapshot> {
  const response = await fetch(`${url}/local/state`, { headers: { 'X-Local-Key': LOCAL_KEY } });
  return (await response.json()) as Snapshot;
}
