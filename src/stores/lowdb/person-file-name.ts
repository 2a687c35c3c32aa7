import { createHash } from 'node:crypto';
import type { PersonId } from '../../core/tokens/token.ts';

const PLAIN_ID = /^[0-9a-z-]{1,64}$/;

/**
 * The name of a person's document, the same however the ids are spelled. Ids that are GUIDs stay readable; any other
 * text becomes a digest, so that no id can name a path. The two forms can't meet: only one has an underscore.
 */
export function personFileName({ tenantId, objectId }: PersonId): string {
  const ids = [tenantId.toLowerCase(), objectId.toLowerCase()];
  if (ids.every((id) => PLAIN_ID.test(id))) return `${ids.join('_')}.json`;
  return `other.${createHash('sha256').update(JSON.stringify(ids)).digest('hex')}.json`;
}
