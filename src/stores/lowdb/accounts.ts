import type { AccountStore } from '../../core/store/accounts.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import { accountOf, holderOf, isCalled, leave, saveMemberName, saveProvisioned } from './account-changes.ts';
import type { Change, PersonDocument } from './person-document.ts';

interface AccountsDeps {
  read(person: PersonId): PersonDocument | undefined;
  change<T>(person: PersonId, asked: Change<T>): Promise<T>;
  all(): readonly PersonDocument[];
}

/** People's accounts, in their documents. */
export function createAccounts({ read, change, all }: AccountsDeps): AccountStore {
  return {
    find: async (person) => accountOf(read(person)),
    findByUserName: async (tenantId, userName) =>
      accountOf(all().find((document) => isCalled(document, tenantId, userName))),
    saveProvisioned: (person, provisioned) => change(person, saveProvisioned(provisioned)),
    saveMemberName: (person, name) => change(person, saveMemberName(name)),
    listHolders: async (now, authorities = []) =>
      all()
        .map((document) => holderOf(document, now, authorities))
        .filter((holder) => holder !== undefined),
    listLeaving: async () =>
      all()
        .filter(({ account }) => account?.leaving !== undefined)
        .map((document) => ({ person: document.person, ...document.account }))
        .sort((one, other) => (one.leaving?.at ?? 0) - (other.leaving?.at ?? 0)),
    leave: (asked) => change(asked.person, leave(asked)),
  };
}
