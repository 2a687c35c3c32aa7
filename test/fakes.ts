// Starts the fake Entra, Microsoft Graph, Azure DevOps and a reporter of leaks for a service on this machine, until it is stopped.
import { createSystemClock } from '../src/core/timing/clock.ts';
import { createEntraProvisioning } from './support/entra-provisioning.ts';
import { createFakeAzureDevOps } from './support/fake-azure-devops/fake-azure-devops.ts';
import { createFakeEntra, DEFAULT_CLIENT } from './support/fake-entra/fake-entra.ts';
import type { FakePerson } from './support/fake-entra/fake-people.ts';
import { DEMO_APP } from './support/fake-graph/fake-applications.ts';
import { createFakeGraph } from './support/fake-graph/fake-graph.ts';
import { createFakeLeakReporter } from './support/fake-leak-reporter.ts';

const ENTRA_PORT = 3990;
const AZURE_DEVOPS_PORT = 3991;
const LEAKS_PORT = 3992;
const GRAPH_PORT = 3993;
/** Where the service listens when nothing else is set. */
const SERVICE_URL = 'http://127.0.0.1:3978';
/** Of the fake provisioning alone. */
const SCIM_TOKEN = 'only-for-the-fakes-on-this-machine';

/** The same setting as the service's, so that both stand on the same side of a day. */
const offsetHours = Number(process.env['CLOCK_OFFSET_HOURS'] ?? 0);
if (!Number.isInteger(offsetHours)) {
  process.stderr.write('CLOCK_OFFSET_HOURS is not a whole number of hours.\n');
  process.exit(1);
}
const clock = createSystemClock(offsetHours);
const entra = await createFakeEntra({ clock, port: ENTRA_PORT }).catch(giveUp);
const azureDevOps = await createFakeAzureDevOps({
  clock,
  entra,
  port: AZURE_DEVOPS_PORT,
  shiftClock: (hours) => clock.shift(hours),
}).catch(giveUp);
const provisioning = createEntraProvisioning(SERVICE_URL, SCIM_TOKEN);
const graph = await createFakeGraph({ entra, port: GRAPH_PORT, onChange: provision, now: clock.now }).catch(
  giveUp,
);
const leaks = await createFakeLeakReporter(LEAKS_PORT).catch(giveUp);
azureDevOps.seed('ada', 'harbour', {
  displayName: 'git: https://dev.azure.com/ on ADA-LAPTOP',
  scope: 'vso.code_write vso.packaging',
  validTo: clock.now() + 8 * 24 * 60 * 60 * 1000,
});
azureDevOps.seed('ada', 'harbour', {
  displayName: 'Everywhere',
  scope: 'vso.code vso.packaging',
  everywhere: true,
  validFrom: Date.UTC(2026, 1, 1),
  validTo: Date.UTC(2027, 1, 1),
});

azureDevOps.seed('ben', 'harbour', {
  displayName: 'Nightly build',
  scope: 'vso.code vso.build_execute',
  validTo: clock.now() + 60 * 24 * 60 * 60 * 1000,
});

const settings = {
  // A public address stands below: local mode has to be asked for.
  MODE: 'local',
  AUTHORITIES: 'builtin,azure-devops',
  AZURE_DEVOPS_URL: azureDevOps.url,
  AZURE_DEVOPS_PROFILE_URL: azureDevOps.url,
  ENTRA_AUTHORITY: entra.authority(),
  ENTRA_CLIENT_ID: DEFAULT_CLIENT.clientId,
  ENTRA_CLIENT_SECRET: DEFAULT_CLIENT.secret,
  PUBLIC_URL: SERVICE_URL,
  ADMIN: 'on',
  LEAVER_GRAPH: 'on',
  TRACK_GRAPH: 'on',
  GRAPH_URL: graph.url,
  SCIM_TOKEN,
  LEAVER_CHECK_MINUTES: '1',
  LEAK_KEYS_URL: leaks.keysUrl,
  ...(offsetHours === 0 ? {} : { CLOCK_OFFSET_HOURS: String(offsetHours) }),
};
const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
process.stdout.write(`The fakes are running. Start the service with these settings in another terminal:

${lines.join(' \\\n')} \\
npm start

Policies and failures are switched at:
  ${entra.url}/fake        sign-in (Entra)
  ${azureDevOps.url}/fake        Azure DevOps
  ${graph.url}/fake        who has left, and the secrets of an application (Microsoft Graph, and provisioning by SCIM)

Ada owns an application. In the local chat she follows its secrets by
  /pat track ${DEMO_APP}

A token is reported as leaked, signed as GitHub does it, by
  curl -G ${new URL(leaks.keysUrl).origin}/report -d to=${SERVICE_URL} -d token=TOKEN -d url=https://github.com/octocat/Hello-World/blob/main/.env

Everything is in memory and gone when this stops. Ctrl+C stops it.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void Promise.all([entra.close(), azureDevOps.close(), graph.close(), leaks.close()]);
  });

function giveUp(error: unknown): never {
  const taken = error instanceof Error && error.message.includes('EADDRINUSE');
  const reason = taken ? 'something else uses it; stop that first' : String(error);
  const ports = [ENTRA_PORT, AZURE_DEVOPS_PORT, LEAKS_PORT, GRAPH_PORT].join(', ');
  process.stderr.write(`The fakes need the ports ${ports}: ${reason}.\n`);
  process.exit(1);
}

/** Tells the service by SCIM what has changed, as Entra's provisioning would within 40 minutes. */
function provision(person: FakePerson, state: 'active' | 'disabled' | 'deleted'): void {
  const { objectId } = person;
  const send = async (): Promise<number> => {
    await provisioning.create(person);
    const sent =
      state === 'deleted'
        ? provisioning.remove(objectId)
        : provisioning.setActive(objectId, state === 'active');
    return (await sent).status;
  };
  send().then(
    (status) => process.stdout.write(`SCIM: ${person.name} is ${state}; the service answered ${status}.\n`),
    () => process.stdout.write(`SCIM: ${person.name} is ${state}; no service at ${SERVICE_URL} answered.\n`),
  );
}
