import assert from 'node:assert/strict';
import { createSystemClock } from '../../src/core/timing/clock.ts';
import { HOUR } from '../../src/core/timing/durations.ts';
import { RETIREMENT } from '../../src/core/tokens/retirement.ts';
import { createFakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from '../support/fake-azure-devops/fake-azure-devops-types.ts';
import { createFakeEntra } from '../support/fake-entra/fake-entra.ts';
import type { FakeEntra } from '../support/fake-entra/fake-entra-types.ts';
import type { Surroundings } from './world.ts';

/** Three days before Azure DevOps retires tokens for all organizations, or now if that is earlier. */
export const BEFORE_RETIREMENT = Math.min(0, Math.floor((RETIREMENT - 72 * HOUR - Date.now()) / HOUR));

/** Microsoft Entra and Azure DevOps on loopback, around a service that uses them. */
export interface AzureFakes extends Surroundings {
  entra(): FakeEntra;
  azure(): FakeAzureDevOps;
}

/**
 * Makes the surroundings; `authorities` is what `AUTHORITIES` holds. All clocks, the service's too, stand so many hours from the
 * machine's.
 */
export function createAzureFakes(authorities: string, { offsetHours = 0 } = {}): AzureFakes {
  let running: { readonly entra: FakeEntra; readonly azure: FakeAzureDevOps } | undefined;

  function parts() {
    assert.ok(running !== undefined, 'the fakes have not been started');
    return running;
  }

  return {
    entra: () => parts().entra,
    azure: () => parts().azure,
    async start() {
      const clock = createSystemClock();
      clock.shift(offsetHours);
      const entra = await createFakeEntra({ clock });
      const azure = await createFakeAzureDevOps({ clock, entra });
      running = { entra, azure };
      return {
        AUTHORITIES: authorities,
        CLOCK_OFFSET_HOURS: String(offsetHours),
        AZURE_DEVOPS_URL: azure.url,
        AZURE_DEVOPS_PROFILE_URL: azure.url,
        ENTRA_AUTHORITY: entra.authority(),
        ENTRA_CLIENT_ID: entra.client.clientId,
        ENTRA_CLIENT_SECRET: entra.client.secret,
      };
    },
    meet: ({ botUrl }) => parts().entra.addRedirectUri(`${botUrl}/auth/callback`),
    async close() {
      await running?.azure.close();
      await running?.entra.close();
    },
  };
}
