import type { PersonId } from '../tokens/token.ts';

/** Sees when Teams takes the messages to a tenant again after it did not, or for the first time since this process began. */
export interface TenantRecovery {
  /** Teams took a message to this person. */
  taken(person: PersonId): void;
  /** Teams didn't take a message, or nobody knows whether it did. */
  notTaken(person: PersonId): void;
  /** The tenants whose waiting notices should be tried early. */
  tenants(): readonly string[];
  /** None of a tenant's is left to be tried. */
  done(tenantId: string): void;
}

/** Creates what one process has seen: of no tenant anything. There are as many entries as tenants that the bot serves. */
export function createTenantRecovery(): TenantRecovery {
  const works = new Set<string>();
  const toTry = new Set<string>();
  const tenantOf = ({ tenantId }: PersonId): string => tenantId.toLowerCase();
  return {
    taken(person) {
      const tenantId = tenantOf(person);
      if (works.has(tenantId)) return;
      works.add(tenantId);
      toTry.add(tenantId);
    },
    notTaken(person) {
      works.delete(tenantOf(person));
      toTry.delete(tenantOf(person));
    },
    tenants: () => [...toTry],
    done: (tenantId) => void toTry.delete(tenantId),
  };
}
