import { createProvisioning } from '../../../src/core/leavers/provisioning.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createRateLimitedLog } from '../../../src/http/rate-limited-log.ts';
import { createScimEndpoint } from '../../../src/http/scim/scim-endpoint.ts';
import { createEntraProvisioning } from '../../support/entra-provisioning.ts';
import { FAKE_PEOPLE, LOCAL_TENANT_ID } from '../../support/fake-entra/fake-people.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import type { openServers } from '../opened-servers.ts';

export const TOKENS = ['the-old-token-of-the-provisioning', 'the-new-token-of-the-provisioning'] as const;

/** A bot server with SCIM on a store in memory, and Entra's job that sends to it. */
export async function startScim(servers: ReturnType<typeof openServers>, tokens: readonly string[] = TOKENS) {
  const store = createFakeStore();
  const clock = createFixedClock();
  let heard = 0;
  const log = createSilentLog();
  const scim = createScimEndpoint({
    provisioning: createProvisioning({ clock, store, tenantId: LOCAL_TENANT_ID }),
    tokens: tokens.map((token) => new Secret(token)),
    clock,
    refusals: createRateLimitedLog({ log, later: clock.later }),
    onHeard: () => {
      heard += 1;
    },
  });
  const server = await servers.start({ scim });
  return {
    store,
    clock,
    url: server.url,
    entra: createEntraProvisioning(server.url, TOKENS[0]),
    as: (token: string) => createEntraProvisioning(server.url, token),
    heard: () => heard,
    person: FAKE_PEOPLE[0] ?? { objectId: '', email: '', tenantId: '' },
    async account(objectId: string) {
      return (await store.accounts.find({ tenantId: LOCAL_TENANT_ID, objectId }))?.provisioned;
    },
  };
}
