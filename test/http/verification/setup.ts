import sinon from 'sinon';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { createVerifier } from '../../../src/authorities/builtin/verify.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import type { CreateInput } from '../../../src/core/tokens/token-service-port.ts';
import { createUnderPolicy } from '../../../src/core/tokens/under-policy.ts';
import {
  createVerifyListener,
  type VerifyListener,
  type VerifyListenerDeps,
} from '../../../src/http/verification/listener.ts';
import { samplePeppers } from '../../authorities/builtin/sample-peppers.ts';
import { ADA, POLICY, sampleContact } from '../../core/samples.ts';
import { INPUT } from '../../core/tokens/service-setup.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

/** The secret of the one client, `ci`, that the listener knows. */
export const CLIENT_SECRET = 'a secret+of the client';

/** The trusted proxies, where the tests' own requests come from one. */
export const LOOPBACK = [{ address: '127.0.0.1', prefix: 32, family: 'ipv4' }] as const;

/** A question that every valid token passes. */
export const ANY = '/verify?scope=any&organization=any';

const open: VerifyListener[] = [];

/** Ends every listener that the tests have started. */
export async function closeListeners(): Promise<void> {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)));
}

/** A verification listener over the real authority and a store in memory. */
export async function setUpVerify(changes: Partial<VerifyListenerDeps> = {}) {
  const store = createFakeStore();
  const clock = createFixedClock();
  const log = createSilentLog();
  const peppers = samplePeppers(1);
  const organizations = ['internal', 'web'].map((id) => ({ id, name: id }));
  const authorities = [createBuiltinAuthority({ organizations, peppers })];
  const service = createTokenService({
    clock,
    store,
    authorities,
    organizationOf: createOrganizationOf({ known: [] }),
    policy: POLICY,
    log,
    wake: () => {},
  });
  const uses = { note: sinon.spy() };
  const refused = { note: sinon.spy() };
  const deadUses = { note: sinon.spy() };
  const outcomes: string[] = [];
  await store.contacts.save(sampleContact(ADA));
  const listener = await createVerifyListener({
    host: '127.0.0.1',
    port: 0,
    clients: [{ name: 'ci', secret: new Secret(CLIENT_SECRET) }],
    trustedProxies: [],
    maxConnections: 100,
    verify: createVerifier({ store, peppers, clock }),
    organizations: organizations.map(({ id }) => id),
    underPolicy: createUnderPolicy(POLICY),
    nameOf: async (person) => (await store.contacts.find(person))?.name,
    revokePresented: async (token, presentedTo) => void (await service.revokePresented(token, presentedTo)),
    uses,
    refused,
    deadUses,
    clock,
    onAnswer: (outcome) => outcomes.push(outcome),
    later: clock.later,
    log,
    ...changes,
  });
  open.push(listener);
  let forms = 0;
  return {
    store,
    clock,
    log,
    service,
    uses,
    refused,
    deadUses,
    outcomes,
    listener,
    port: Number(new URL(listener.url).port),
    async create(some: Partial<CreateInput> = {}) {
      forms += 1;
      const { token, secret } = await service.create(ADA, {
        ...INPUT,
        name: `token ${forms}`,
        formKey: `form-${forms}`,
        ...some,
      });
      return { token, secret: secret.reveal() };
    },
    /** Over a connection of its own: one that idles is closed when a test moves the clock. */
    ask: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(listener.url + path, { method, headers: { Connection: 'close', ...headers } }),
    form: (path: string, fields: Record<string, string> | [string, string][], authorization?: string) =>
      fetch(listener.url + path, {
        method: 'POST',
        headers: authorization === undefined ? {} : { Authorization: authorization },
        body: new URLSearchParams(fields),
      }),
  };
}

/** The headers of a request with HTTP Basic. */
export function basic(password: string, user = 'patkeeper'): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
