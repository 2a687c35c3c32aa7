import type { Seal } from '../../core/audit/seal.ts';
import type { Statement } from './connection.ts';

/** A row of a seal, in the order of the table's columns. */
export interface SealRow extends Omit<Seal, 'latestAt'> {
  readonly latest_at: number;
}

export const HEAD: Statement = {
  name: 'audit-head',
  text: 'SELECT * FROM patkeeper.audit_seals ORDER BY number DESC LIMIT 1',
};

/** The row of a seal. */
export function sealRow({ latestAt, ...seal }: Seal): SealRow {
  return { ...seal, latest_at: latestAt };
}

/** The seal of a row. */
export function sealFrom({ latest_at: latestAt, ...seal }: SealRow): Seal {
  return { ...seal, latestAt };
}
