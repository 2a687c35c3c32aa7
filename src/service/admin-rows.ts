import type { OwnedToken, SentMessage } from '../core/administration/administration.ts';
import { type Instant, isoOf, tokenState } from '../core/tokens/token.ts';

/** A token as programs read it; without its digest, which is nobody's business. */
export interface TokenRow {
  readonly person: string;
  readonly person_name: string;
  readonly token_id: string;
  readonly name: string;
  readonly authority: string;
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly state: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly valid_to: string;
  readonly renewed_at: string;
  readonly revoked_at: string;
  /** Who revoked it, where that was not its owner. */
  readonly revoked_by: string;
  readonly reason: string;
  readonly last_used_at: string;
  readonly last_used_by: string;
}

/** A message as programs read it. */
export interface SentRow {
  readonly person: string;
  readonly person_name: string;
  readonly token_id: string;
  readonly kind: string;
  readonly state: string;
  readonly due_at: string;
  readonly settled_at: string;
  readonly attempts: number;
  readonly reason: string;
  readonly id: string;
}

/** The row of a token; what is not known is empty, so that every row has every column. */
export function tokenRow({ token, ownerName }: OwnedToken, now: Instant): TokenRow {
  const { owner, endedBy, lastUsed } = token;
  return {
    person: owner.objectId,
    person_name: ownerName,
    token_id: token.id,
    name: token.name,
    authority: token.authority,
    organization: token.organization,
    scopes: token.scopes,
    state: tokenState(token, now),
    created_at: isoOf(token.createdAt),
    created_by: token.createdBy,
    valid_to: isoOf(token.validTo),
    renewed_at: isoOrEmpty(token.renewedAt),
    revoked_at: isoOrEmpty(token.revokedAt),
    revoked_by: endedBy?.name ?? token.revokedBy ?? '',
    reason: endedBy?.reason ?? '',
    last_used_at: isoOrEmpty(lastUsed?.at),
    last_used_by: lastUsed?.service ?? '',
  };
}

/** The row of a message. */
export function sentRow({ notice, ownerName }: SentMessage): SentRow {
  return {
    person: notice.owner.objectId,
    person_name: ownerName,
    token_id: notice.tokenId,
    kind: notice.kind,
    state: notice.state,
    due_at: isoOf(notice.dueAt),
    settled_at: isoOrEmpty(notice.settledAt),
    attempts: notice.attempts,
    reason: notice.reason ?? '',
    id: notice.id,
  };
}

function isoOrEmpty(instant: Instant | undefined): string {
  return instant === undefined ? '' : isoOf(instant);
}
