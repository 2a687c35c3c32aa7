import { type Answer, jsonAnswer, pageAnswer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import { changed, createControlPage } from '../fake-http/control-page.ts';
import { type Outcome, type Route, startFakeServer, UNKNOWN_ROUTE } from '../fake-http/fake-server.ts';
import { createFaults } from '../fake-http/faults.ts';
import { MFA_CLAIMS } from './claims-request.ts';
import { applyEntraCommand, entraCommandSchema, entraControls } from './entra-control.ts';
import { discoveryDocument, instanceDocument } from './entra-metadata.ts';
import { EntraRefusal } from './entra-refusal.ts';
import {
  type EntraState,
  entraStateSchema,
  type FakeClient,
  type FakeEntra,
  type FakeEntraDeps,
} from './fake-entra-types.ts';
import { FAKE_PEOPLE, type FakePerson, LOCAL_TENANT_ID } from './fake-people.ts';
import { createGrantStore } from './grant-store.ts';
import { pressButton } from './press-button.ts';
import { CANCEL, createSignInPage } from './sign-in-page.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import { createTokenMint, issuerOf } from './token-mint.ts';
import { createTokenSigner } from './token-signer.ts';

const CLIENT_ID = 'e4b7a1c0-58d3-4f96-a2be-9c07d16f3e84';
/** The application that is registered when a test names no other. */
export const DEFAULT_CLIENT: FakeClient = {
  clientId: CLIENT_ID,
  secret: 'fake-client-secret',
  redirectUris: ['http://localhost:3978/auth/callback', 'http://127.0.0.1:3978/auth/callback'],
  applicationIdUri: `api://bot.example/${CLIENT_ID}`,
};
/** Form fields that are never recorded. */
const SECRET_FIELDS = [
  'client_secret',
  'client_assertion',
  'code',
  'code_verifier',
  'refresh_token',
  'assertion',
];

/** Starts Microsoft Entra on loopback. */
export async function createFakeEntra(deps: FakeEntraDeps): Promise<FakeEntra> {
  const { clock, port, later, people = FAKE_PEOPLE } = deps;
  let client: FakeClient = { ...DEFAULT_CLIENT, ...deps.client };
  let state: EntraState = {
    consentRequired: false,
    mfaRequired: false,
    assertionsExpired: false,
    accessTokenSeconds: 3600,
    authTime: false,
    provedAgo: 0,
    roles: {},
    disabled: [],
  };
  const signer = createTokenSigner();
  const mint = createTokenMint({ clock, signer, client });
  const grants = createGrantStore({ clock });
  const faults = createFaults();
  const shared = { clock, people, grants, state: () => state };
  const signInPage = createSignInPage({ ...shared, client: () => client });
  const tokenEndpoint = createTokenEndpoint({
    ...shared,
    client,
    signer,
    mint,
    tokenEndpoint: (tenantId) => `${server.url}/${tenantId}/oauth2/v2.0/token`,
  });

  function route(call: Call): Route {
    const [, tenant = '', ...rest] = call.path.split('/');
    const place = `${call.method} ${rest.join('/')}`;
    if (place === 'GET discovery/instance') {
      const document = instanceDocument(call.query.get('authorization_endpoint') ?? '');
      return { operation: 'instance-discovery', run: () => ({ answer: jsonAnswer(200, document) }) };
    }
    const operation = OPERATIONS[place];
    if (operation === undefined) return UNKNOWN_ROUTE;
    const form = new URLSearchParams(operation === 'token' ? call.text : '');
    const known = people.some(({ tenantId }) => tenantId === tenant);
    const refuse = (refusal: EntraRefusal): Outcome => {
      const id = call.headers['client-request-id'];
      const answer = refusal.toAnswer(clock.now(), typeof id === 'string' ? id : undefined);
      return { answer, error: `AADSTS${refusal.code}` };
    };
    const name = operation === 'token' ? grantName(form) : operation;
    return {
      operation: name,
      body: operation === 'token' ? withoutSecrets(form) : undefined,
      run() {
        if (!known) return refuse(new EntraRefusal(90002));
        if (operation === 'discovery') return plain(jsonAnswer(200, discoveryDocument(server.url, tenant)));
        if (operation === 'keys') return plain(jsonAnswer(200, { keys: publishedKeys(tenant) }));
        if (operation === 'authorize') return signInPage.open(call, tenant);
        if (operation === 'logout') return plain(pageAnswer(200, 'Signed out (fake Entra)', ''));
        try {
          const { answer, person } = tokenEndpoint.grant(name, form, tenant);
          return { answer, ...(person === undefined ? {} : { person: person.key }) };
        } catch (error) {
          if (error instanceof EntraRefusal) return refuse(error);
          throw error;
        }
      },
      answerFault: (fault) =>
        fault.kind === 'aadsts'
          ? refuse(new EntraRefusal(fault.code, fault.code === 50076 ? { claims: MFA_CLAIMS } : {}))
          : undefined,
    };
  }

  const publishedKeys = (tenant: string) =>
    signer.keys().map((key) => ({ ...key, issuer: issuerOf(tenant) }));
  const find = (key: string): FakePerson => {
    const found = people.find((someone) => someone.key === key);
    if (found === undefined) throw new Error(`The fake Entra knows nobody called ${key}.`);
    return found;
  };
  const controlPage = createControlPage({
    title: 'Fake Entra',
    command: entraCommandSchema,
    apply: (command) => applyEntraCommand(entra, command),
    state: () => ({ ...state, faults: faults.waiting(), redirectUris: client.redirectUris }),
    groups: () => entraControls(entra),
    requests: () => server.requests,
  });
  const server = await startFakeServer({ faults, port, later, route, control: controlPage });

  const entra: FakeEntra = {
    url: server.url,
    authority: (tenantId = LOCAL_TENANT_ID) => `${server.url}/${tenantId}`,
    issuer: (tenantId = LOCAL_TENANT_ID) => issuerOf(tenantId),
    get client() {
      return client;
    },
    people,
    signer,
    get state() {
      return state;
    },
    set(change) {
      state = changed(entraStateSchema, state, change);
    },
    revokeSessions: (person) => grants.revokeSessions(find(person)),
    forgetConsent: (person) => grants.forgetConsent(find(person)),
    rotateKeys: (forgetOld) => signer.rotate(forgetOld),
    addRedirectUri(uri) {
      client = { ...client, redirectUris: [...client.redirectUris, uri] };
    },
    teamsToken: (person, options) => mint.teamsToken(find(person), options),
    accessToken: (person, options) => mint.accessToken(find(person), options),
    appToken: () => mint.appToken(LOCAL_TENANT_ID),
    signIn: (authorizeUrl, person) => pressButton(server.url, authorizeUrl, person),
    cancelSignIn: (authorizeUrl) => pressButton(server.url, authorizeUrl, CANCEL),
    requests: server.requests,
    clear: () => void server.requests.splice(0),
    close: () => server.close(),
    failNext: faults.failNext,
    failAlways: faults.failAlways,
    heal: faults.heal,
  };
  return entra;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  'GET v2.0/.well-known/openid-configuration': 'discovery',
  'GET discovery/v2.0/keys': 'keys',
  'GET oauth2/v2.0/authorize': 'authorize',
  'POST oauth2/v2.0/authorize': 'authorize',
  'GET oauth2/v2.0/logout': 'logout',
  'POST oauth2/v2.0/token': 'token',
};

function grantName(form: URLSearchParams): string {
  const type = form.get('grant_type') ?? '';
  if (type === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return 'on_behalf_of';
  return ['authorization_code', 'refresh_token', 'client_credentials'].includes(type) ? type : 'token';
}

function withoutSecrets(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, SECRET_FIELDS.includes(name) ? '***' : value]),
  );
}

function plain(answer: Answer): Outcome {
  return { answer };
}
