import type { PersonId } from '../../core/tokens/token.ts';

/** The columns by which every row names its owner. */
export interface PersonColumns {
  readonly tenant_id: string;
  readonly object_id: string;
}

/** Ids are kept in lower case, so that however they are spelled they find the same rows. */
export function personColumns({ tenantId, objectId }: PersonId): PersonColumns {
  return { tenant_id: tenantId.toLowerCase(), object_id: objectId.toLowerCase() };
}

/** The first two parameters of every statement about one person. */
export function personValues(person: PersonId): [tenantId: string, objectId: string] {
  const { tenant_id, object_id } = personColumns(person);
  return [tenant_id, object_id];
}

/** The person whom a row names. */
export function personFrom({ tenant_id, object_id }: PersonColumns): PersonId {
  return { tenantId: tenant_id, objectId: object_id };
}

/** The fields that have a value: what is absent in the domain is null in the database. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
