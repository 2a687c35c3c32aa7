import { randomUUID } from 'node:crypto';
import { FAKE_PEOPLE, type FakePerson } from '../fake-entra/fake-people.ts';
import { createTokenMint } from '../fake-entra/token-mint.ts';
import { createTokenSigner } from '../fake-entra/token-signer.ts';
import { changed, createControlPage } from '../fake-http/control-page.ts';
import { startFakeServer } from '../fake-http/fake-server.ts';
import { createFaults } from '../fake-http/faults.ts';
import {
  applyAzureDevOpsCommand,
  azureDevOpsCommandSchema,
  azureDevOpsControls,
} from './azure-devops-control.ts';
import { createAzureDevOpsRoutes } from './azure-devops-routes.ts';
import {
  type AzureDevOpsState,
  azureDevOpsStateSchema,
  type FakeAzureDevOps,
  type FakeAzureDevOpsDeps,
  type FakeOrganization,
} from './fake-azure-devops-types.ts';
import { colleague, descriptorOf, FAKE_ORGANIZATIONS } from './fake-organizations.ts';
import { seedsFor } from './seeds-for.ts';
import { createTokenShelf } from './token-shelf.ts';
import { tokenWorks } from './token-works.ts';

/** The application in whose name `accessToken` signs people in. */
const CLIENT = { clientId: '7c1f9a52-4e0b-4d86-8c37-b5e2d9047f16', applicationIdUri: 'api://fake' };

/** Starts Azure DevOps Services on loopback. */
export async function createFakeAzureDevOps(deps: FakeAzureDevOpsDeps): Promise<FakeAzureDevOps> {
  const { clock, port, later, people = FAKE_PEOPLE, shiftClock } = deps;
  let organizations: readonly FakeOrganization[] = deps.organizations ?? FAKE_ORGANIZATIONS;
  let colleagues: readonly FakePerson[] = [];
  let state: AzureDevOpsState = {
    maxLifespanDays: null,
    lifespanPolicy: 'clamp',
    fullScopeRefused: false,
    globalTokens: 'blocked',
    creationRestricted: [],
    packagingAllowed: [],
    creationAllowed: [],
    disabledPeople: [],
    leakedRevoked: true,
    retiredListed: false,
    errorStatus: 200,
    signedOutStatus: 203,
    requiredContext: null,
    pageLimit: 100,
    lastPage: 'empty',
    revokeStatus: 204,
    graphPageSize: 100,
    adminRevocationMinutes: 0,
  };
  const revokedUntil = new Map<string, number>();
  const ownSigner = createTokenSigner();
  const signers = deps.entra === undefined ? [ownSigner] : [deps.entra.signer];
  const [signer = ownSigner] = signers;
  const mint = createTokenMint({ clock, signer, client: CLIENT });
  const shelf = createTokenShelf({ clock });
  const faults = createFaults();

  const find = (key: string): FakePerson => {
    const found = [...people, ...colleagues].find((someone) => someone.key === key);
    if (found === undefined) throw new Error(`The fake Azure DevOps knows nobody called ${key}.`);
    return found;
  };
  const findOrganization = (name: string): FakeOrganization => {
    const found = organizations.find((one) => one.name === name);
    if (found === undefined) throw new Error(`The fake Azure DevOps has no organization ${name}.`);
    return found;
  };
  const route = createAzureDevOpsRoutes({
    clock,
    signers,
    people,
    shelf,
    state: () => state,
    organizations: () => organizations,
    peopleOf: ({ members }) => members.map(find),
    revokedUntil: ({ key }) => revokedUntil.get(key),
  });
  const controlPage = createControlPage({
    title: 'Fake Azure DevOps',
    command: azureDevOpsCommandSchema,
    apply: (command) => applyAzureDevOpsCommand(fake, command, shiftClock),
    state: () => ({
      ...state,
      now: new Date(clock.now()).toISOString(),
      faults: faults.waiting(),
      organizations: organizations.map(({ name, members }) => ({ name, members: members.length })),
      tokens: shelf.all().slice(-20),
    }),
    groups: () => azureDevOpsControls(fake, shiftClock !== undefined),
    requests: () => server.requests,
  });
  const server = await startFakeServer({ faults, port, later, route, control: controlPage });

  const fake: FakeAzureDevOps = {
    url: server.url,
    people,
    get organizations() {
      return organizations;
    },
    get state() {
      return state;
    },
    set(change) {
      state = changed(azureDevOpsStateSchema, state, change);
    },
    addOrganization(of) {
      const added = { id: randomUUID(), members: [], administrators: [], ...of };
      organizations = [...organizations, added];
      return added;
    },
    addColleagues(organization, count) {
      const { id } = findOrganization(organization);
      const from = colleagues.length + 1;
      const added = Array.from({ length: count }, (_, index) => colleague(from + index, organization));
      colleagues = [...colleagues, ...added];
      organizations = organizations.map((one) =>
        one.id === id ? { ...one, members: [...one.members, ...added.map(({ key }) => key)] } : one,
      );
    },
    revokeSessions: (person) => void revokedUntil.set(find(person).key, Math.floor(clock.now() / 1000)),
    accessToken: (person, options) => mint.accessToken(find(person), options),
    seed(person, organization, ...seeds) {
      const { name } = findOrganization(organization);
      return seeds.map((seed) => shelf.seed(find(person), name, seed));
    },
    seedMany: (person, organization, count) =>
      fake.seed(person, organization, ...seedsFor(count, clock.now())),
    change: (authorizationId, { displayName, scope, validTo }) => {
      const named = Object.entries({ displayName, scope, validTo }).filter(
        ([, value]) => value !== undefined,
      );
      shelf.change(authorizationId, Object.fromEntries(named));
    },
    leak(authorizationId) {
      if (state.leakedRevoked) shelf.revoke(authorizationId, clock.now());
    },
    revokeElsewhere: (authorizationId) => shelf.revoke(authorizationId, clock.now()),
    tokens: (person, organization) => shelf.of(find(person).key, organization),
    descriptorOf: (person) => descriptorOf(find(person)),
    isUsable(secret, organization) {
      const token = shelf.findBySecret(secret);
      return token !== undefined && tokenWorks(token, clock.now(), state, organization);
    },
    works(authorizationId, organization) {
      const token = shelf.find(authorizationId);
      return token !== undefined && tokenWorks(token, clock.now(), state, organization);
    },
    requests: server.requests,
    get problems() {
      return server.requests.flatMap(({ problems }) => problems);
    },
    clear: () => void server.requests.splice(0),
    close: () => server.close(),
    failNext: faults.failNext,
    failAlways: faults.failAlways,
    heal: faults.heal,
  };
  return fake;
}
