import type { Clock } from '../ports.ts';
import type { Account, Provisioned } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import type { PersonId } from '../tokens/token.ts';

export interface ProvisioningDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'accounts'>;
  /** The tenant whose people are provisioned. */
  readonly tenantId: string;
}

/** Somebody whom provisioning knows. */
export interface ProvisionedUser {
  /** The object id in Microsoft Entra, in lower case. */
  readonly objectId: string;
  readonly userName: string;
  readonly isActive: boolean;
  readonly changedAt: number;
}

/** What provisioning says of somebody. */
export type UserFacts = Pick<ProvisionedUser, 'userName' | 'isActive'>;

/** The people whom an identity provider tells of. It remembers only what says who has left. */
export interface Provisioning {
  find(objectId: string): Promise<ProvisionedUser | undefined>;
  findByUserName(userName: string): Promise<ProvisionedUser | undefined>;
  /** Undefined when there is an account of that id, or an active one of that name, already. */
  create(objectId: string, facts: UserFacts): Promise<ProvisionedUser | undefined>;
  /** Undefined when there is none. */
  change(objectId: string, facts: Partial<UserFacts>): Promise<ProvisionedUser | undefined>;
  /** False when there is none. */
  remove(objectId: string): Promise<boolean>;
}

/** Creates it over the store. */
export function createProvisioning({ clock, store, tenantId }: ProvisioningDeps): Provisioning {
  const personOf = (objectId: string): PersonId => ({ tenantId, objectId: objectId.toLowerCase() });

  async function save(objectId: string, { userName, isActive }: UserFacts): Promise<ProvisionedUser> {
    const changedAt = clock.now();
    const provisioned: Provisioned = { userName, state: isActive ? 'active' : 'disabled', changedAt };
    await store.accounts.saveProvisioned(personOf(objectId), provisioned);
    return { objectId: objectId.toLowerCase(), userName, isActive, changedAt };
  }

  async function find(objectId: string): Promise<ProvisionedUser | undefined> {
    return userOf(await store.accounts.find(personOf(objectId)));
  }

  async function findByUserName(userName: string): Promise<ProvisionedUser | undefined> {
    return userName === '' ? undefined : userOf(await store.accounts.findByUserName(tenantId, userName));
  }

  return {
    find,
    findByUserName,
    async create(objectId, facts) {
      if ((await find(objectId)) !== undefined) return undefined;
      const namesake = await findByUserName(facts.userName);
      if (namesake?.isActive === true) return undefined;
      // Whoever had the name has left, and somebody new has it.
      if (namesake !== undefined) await save(namesake.objectId, { userName: '', isActive: false });
      return save(objectId, facts);
    },
    async change(objectId, facts) {
      const user = await find(objectId);
      if (user === undefined) return undefined;
      const changed = { ...user, ...facts };
      const isSame = changed.userName === user.userName && changed.isActive === user.isActive;
      return isSame ? user : save(objectId, changed);
    },
    async remove(objectId) {
      if ((await find(objectId)) === undefined) return false;
      const deleted: Provisioned = { userName: '', state: 'deleted', changedAt: clock.now() };
      await store.accounts.saveProvisioned(personOf(objectId), deleted);
      return true;
    },
  };
}

function userOf(account: Account | undefined): ProvisionedUser | undefined {
  const provisioned = account?.provisioned;
  if (account === undefined || provisioned === undefined || provisioned.state === 'deleted') return undefined;
  const { userName, state, changedAt } = provisioned;
  return {
    objectId: account.person.objectId.toLowerCase(),
    userName,
    isActive: state === 'active',
    changedAt,
  };
}
