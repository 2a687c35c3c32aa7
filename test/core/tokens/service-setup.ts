import { createHash } from 'node:crypto';
import sinon from 'sinon';
import { Secret } from '../../../src/core/secrets/secret.ts';
import type { TokenSync } from '../../../src/core/sync/token-sync.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Actor, AuthorityId } from '../../../src/core/tokens/token.ts';
import type { IssuingAuthority, TokenAuthority } from '../../../src/core/tokens/token-authority.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import type { CreateInput } from '../../../src/core/tokens/token-service-port.ts';
import { createFakeStore, type FakeStore } from '../../support/fake-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, POLICY } from '../samples.ts';

export const INPUT: CreateInput = {
  formKey: 'form-1',
  name: 'Laptop',
  authority: 'builtin',
  organization: 'internal',
  scopes: ['vso.code'],
  lifespan: { days: 90 },
};

type Stub<K extends 'organizations' | 'issue' | 'renew' | 'revoke'> = sinon.SinonStub<
  Parameters<IssuingAuthority[K]>,
  ReturnType<IssuingAuthority[K]>
>;

/** An authority that says yes to everything; its secrets count up from `secret-1`. */
export function createFakeAuthority(id: AuthorityId = 'builtin') {
  let count = 0;
  const organizations: Stub<'organizations'> = sinon.stub();
  const issue: Stub<'issue'> = sinon.stub();
  const renew: Stub<'renew'> = sinon.stub();
  const revoke: Stub<'revoke'> = sinon.stub();
  organizations.resolves([{ authority: id, id: 'internal', name: 'Internal' }]);
  issue.callsFake(async (_actor, { validTo }) => {
    count += 1;
    const digest = { selector: `selector-${count}`, digest: 'digest', pepper: 1 };
    return { secret: new Secret(`secret-${count}`), validTo, digest };
  });
  renew.callsFake(async (_actor, _token, validTo) => validTo);
  revoke.resolves();
  return { id, organizations, issue, renew, revoke } satisfies IssuingAuthority;
}

/** A token service on a fake store and authority, with its ids counting up from `id-1`. */
export function setUpService({
  policy = POLICY,
  store = createFakeStore(),
  authorities = [] as TokenAuthority[],
  sync = undefined as TokenSync | undefined,
} = {}) {
  const clock = createFixedClock();
  const log = createSilentLog();
  const authority = createFakeAuthority();
  const wake = sinon.fake();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const organizationOf = createOrganizationOf({ known: [] });
  const deps = {
    clock,
    store,
    organizationOf,
    authorities: [authority, ...authorities],
    policy,
    log,
    wake,
    newId,
    ...(sync === undefined ? {} : { sync }),
  };
  const service = createTokenService(deps);
  const create = (some: Partial<CreateInput> = {}, actor: Actor = ADA) =>
    service.create(actor, { ...INPUT, formKey: some.name ?? INPUT.formKey, ...some });
  return { clock, store, log, authority, wake, service, create, restart: () => createTokenService(deps) };
}

/** What was refused, as the audit trail has it. */
export function refusals(store: FakeStore) {
  return store.events.filter(({ action }) => action === 'refuse');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
