import type { EndedBy } from '../../core/tokens/ended-by.ts';
import {
  foldName,
  type Rotation,
  type SecondReader,
  type Token,
  type TokenIdle,
  type TokenPlaces,
  type TokenRefusal,
} from '../../core/tokens/token.ts';
import { type PersonColumns, personColumns, personFrom, present } from './person-columns.ts';

export interface TokenRow extends PersonColumns {
  readonly id: string;
  readonly name: string;
  readonly folded_name: string;
  readonly authority: Token['authority'];
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly created_at: number;
  readonly created_by: string;
  readonly valid_to: number;
  readonly renewed_at: number | null;
  readonly revoked_at: number | null;
  readonly revoked_by: string | null;
  readonly refused_since: number | null;
  readonly last_used_at: number | null;
  readonly last_used_service: string | null;
  readonly last_refused: TokenRefusal | null;
  readonly form_key: string;
  readonly selector: string | null;
  readonly digest: string | null;
  readonly pepper: number | null;
  readonly external_id: string | null;
  readonly found_at: number | null;
  readonly recognized_at: number | null;
  readonly everywhere: boolean | null;
  readonly rotation: Rotation | null;
  readonly places: TokenPlaces | null;
  readonly idle: TokenIdle | null;
  readonly ended_by: EndedBy | null;
  readonly reader: SecondReader | null;
  readonly answered_end: number | null;
  readonly escalated_end: number | null;
}

export const TOKEN_COLUMNS =
  'id, tenant_id, object_id, name, folded_name, authority, organization, scopes, created_at, created_by, valid_to, ' +
  'renewed_at, revoked_at, revoked_by, refused_since, last_used_at, last_used_service, form_key, selector, digest, pepper, ' +
  'external_id, found_at, recognized_at, everywhere, rotation, places, idle, ended_by, reader, answered_end, escalated_end, ' +
  'last_refused';

/** The row of a token, with its name as names are compared. */
export function tokenRow(token: Token): TokenRow {
  return {
    id: token.id,
    ...personColumns(token.owner),
    name: token.name,
    folded_name: foldName(token.name),
    authority: token.authority,
    organization: token.organization,
    scopes: token.scopes,
    created_at: token.createdAt,
    created_by: token.createdBy,
    valid_to: token.validTo,
    renewed_at: token.renewedAt ?? null,
    revoked_at: token.revokedAt ?? null,
    revoked_by: token.revokedBy ?? null,
    refused_since: token.refusedSince ?? null,
    last_used_at: token.lastUsed?.at ?? null,
    last_used_service: token.lastUsed?.service ?? null,
    last_refused: token.lastRefused ?? null,
    form_key: token.formKey,
    selector: token.digest?.selector ?? null,
    digest: token.digest?.digest ?? null,
    pepper: token.digest?.pepper ?? null,
    external_id: token.externalId ?? null,
    found_at: token.foundAt ?? null,
    recognized_at: token.recognizedAt ?? null,
    everywhere: token.everywhere ?? null,
    rotation: token.rotation ?? null,
    places: token.places ?? null,
    idle: token.idle ?? null,
    ended_by: token.endedBy ?? null,
    reader: token.reader ?? null,
    answered_end: token.answeredEnd ?? null,
    escalated_end: token.escalatedEnd ?? null,
  };
}

/** The token of a row. */
export function tokenFrom(row: TokenRow): Token {
  return {
    id: row.id,
    owner: personFrom(row),
    name: row.name,
    authority: row.authority,
    organization: row.organization,
    scopes: row.scopes,
    createdAt: row.created_at,
    createdBy: row.created_by,
    validTo: row.valid_to,
    formKey: row.form_key,
    ...present({
      renewedAt: row.renewed_at,
      revokedAt: row.revoked_at,
      revokedBy: row.revoked_by,
      refusedSince: row.refused_since,
      lastUsed: lastUsedFrom(row),
      lastRefused: row.last_refused,
      digest: digestFrom(row),
      externalId: row.external_id,
      foundAt: row.found_at,
      recognizedAt: row.recognized_at,
      everywhere: row.everywhere,
      rotation: row.rotation,
      places: row.places,
      idle: row.idle,
      endedBy: row.ended_by,
      reader: row.reader,
      answeredEnd: row.answered_end,
      escalatedEnd: row.escalated_end,
    }),
  };
}

function lastUsedFrom({ last_used_at, last_used_service }: TokenRow): Token['lastUsed'] {
  if (last_used_at === null) return undefined;
  return { at: last_used_at, service: last_used_service ?? '' };
}

function digestFrom({ selector, digest, pepper }: TokenRow): Token['digest'] {
  return selector === null || digest === null || pepper === null ? undefined : { selector, digest, pepper };
}
