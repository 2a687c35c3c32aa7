import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import {
  type Account,
  type AccountStore,
  changesNothing,
  isLeavingAsRead,
} from '../../src/core/store/accounts.ts';
import {
  isUsable,
  type PersonId,
  personKey,
  samePerson,
  type Token,
  tokenState,
} from '../../src/core/tokens/token.ts';
import { endsWithOwner } from '../../src/stores/lowdb/account-changes.ts';

/** The accounts of a store in memory, over its tokens and its audit events. */
export function createFakeAccounts(
  tokens: Map<string, Token>,
  events: AuditEvent[],
): AccountStore & { memberNames(): { person: PersonId; name: string }[] } {
  const accounts = new Map<string, Account>();
  const accountOf = (person: PersonId): Account => accounts.get(personKey(person)) ?? { person };

  return {
    memberNames: () =>
      [...accounts.values()].flatMap(({ person, memberName: name }) =>
        name === undefined ? [] : [{ person, name }],
      ),
    async find(person) {
      return accounts.get(personKey(person));
    },
    async findByUserName(tenantId, userName) {
      return [...accounts.values()].find(
        ({ person, provisioned }) =>
          person.tenantId === tenantId &&
          provisioned?.userName.toLowerCase() === userName.toLowerCase() &&
          provisioned.state !== 'deleted',
      );
    },
    async saveProvisioned(person, provisioned) {
      accounts.set(personKey(person), { ...accountOf(person), provisioned });
    },
    async saveMemberName(person, memberName) {
      accounts.set(personKey(person), { ...accountOf(person), memberName });
    },
    async listHolders(now, authorities = []) {
      const active = [...tokens.values()].filter(
        (token) => endsWithOwner(token, authorities) && tokenState(token, now) === 'active',
      );
      const byOwner = new Map<string, Token[]>();
      for (const token of active) {
        const key = personKey(token.owner);
        byOwner.set(key, [...(byOwner.get(key) ?? []), token]);
      }
      return [...byOwner.values()].flatMap((own) => {
        const [{ owner: person } = { owner: undefined }] = own;
        if (person === undefined) return [];
        const usable = own.filter((token) => isUsable(token, now)).length;
        return [{ ...accountOf(person), usable, refused: own.length - usable }];
      });
    },
    async listLeaving() {
      return [...accounts.values()]
        .filter(({ leaving }) => leaving !== undefined)
        .sort((one, other) => (one.leaving?.at ?? 0) - (other.leaving?.at ?? 0));
    },
    async leave({ person, now, leaving, tokens: what, authorities = [], asRead, event }) {
      const { leaving: before, ...account } = accountOf(person);
      if (!isLeavingAsRead(before, asRead)) return undefined;
      accounts.set(personKey(person), leaving === undefined ? account : { ...account, leaving });
      const meant = [...tokens.values()].filter(
        (token) =>
          samePerson(token.owner, person) &&
          (what === 'restore' || endsWithOwner(token, authorities)) &&
          tokenState(token, now) === 'active' &&
          (token.refusedSince === undefined) === (what === 'refuse'),
      );
      const changed = what === 'keep' ? 0 : meant.length;
      if (event !== undefined && !changesNothing(before, leaving, changed)) events.push(event);
      if (what === 'keep') return 0;
      for (const { refusedSince: __, ...token } of meant)
        tokens.set(token.id, what === 'refuse' ? { ...token, refusedSince: now } : token);
      return changed;
    },
  };
}
