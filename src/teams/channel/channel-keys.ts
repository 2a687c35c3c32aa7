import { z } from 'zod';
import type { Clock } from '../../core/ports.ts';
import { HOUR } from '../../core/timing/durations.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { createSigningKeys, type FindSigningKey } from '../../web/signing-keys.ts';

const metadata = z.object({ jwks_uri: z.url() });

interface ChannelKeysDeps {
  readonly metadataUrl: string;
  readonly clock: Clock;
}

/** Makes a reader of the keys with which the Bot Connector signs what it sends. */
export function createChannelKeys({ metadataUrl, clock }: ChannelKeysDeps): FindSigningKey {
  return createSigningKeys({
    load: async () => getJson(metadata.parse(await getJson(metadataUrl)).jwks_uri),
    minAgeMs: HOUR,
    clock,
  });
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(TIME_BUDGET.signingKeys),
    redirect: 'error',
  });
  if (!response.ok)
    throw new Error(`The signing keys can't be fetched: ${new URL(url).host} answered ${response.status}.`);
  return response.json();
}
