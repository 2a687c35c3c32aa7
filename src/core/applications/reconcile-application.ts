import type { AuditEvent } from '../audit/audit-event.ts';
import { digestOf } from '../digest-of.ts';
import { noticesForEnd } from '../notices/notices.ts';
import {
  type AuthorityId,
  type Instant,
  isoOf,
  type PersonId,
  sameEnd,
  type Token,
  tokenState,
} from '../tokens/token.ts';
import { foreignName } from '../tokens/token-name.ts';
import type { SyncChanges } from '../tokens/token-writes.ts';
import type { AppCredential, Application } from './application.ts';

/** Who made what an application has. */
export const ENTRA = 'Microsoft Entra';
/** Of one application so many are followed; the others are there, and nobody is told of their ends. */
const MOST_CREDENTIALS = 100;
const EXTERNAL_ID = /^([0-9a-f-]{36})\/([0-9a-f-]{36})(?:#\d+)?$/;

/** What is known of an application for one person, and what its directory says now. */
export interface ApplicationLook {
  readonly owner: PersonId;
  readonly appId: string;
  /** The person's tokens of this application, whatever became of them. */
  readonly known: readonly Token[];
  /** Undefined when the application is gone. */
  readonly application: Application | undefined;
  /** Whether the person asked for it just now: then what they had forgotten is followed again. */
  readonly isAsked: boolean;
  readonly authority: AuthorityId;
  readonly now: Instant;
  readonly newId: () => string;
}

/** Which application and which credential of it a token stands for; undefined for any other token. */
export function credentialOf({ externalId = '' }: Token): { appId: string; id: string } | undefined {
  const [, appId, id] = EXTERNAL_ID.exec(externalId) ?? [];
  return appId === undefined || id === undefined ? undefined : { appId, id };
}

/**
 * Whether a person still follows an application: one of its credentials is followed, or the last one that was went by itself.
 * Whoever has forgotten the last one follows it no more.
 */
export function isFollowed(known: readonly Token[], now: Instant): boolean {
  if (known.some((token) => tokenState(token, now) === 'active')) return true;
  const endOf = ({ revokedAt, validTo }: Token): Instant => revokedAt ?? validTo;
  const last = [...known].sort((a, b) => endOf(b) - endOf(a))[0];
  return last !== undefined && last.revokedAt === undefined;
}

/** What has to be written so that a person's tokens say what the directory says. Pure. */
export function reconcileApplication(look: ApplicationLook): Pick<SyncChanges, 'found' | 'changes'> {
  const { application, known, now } = look;
  const credentials = (application?.credentials ?? []).slice(0, MOST_CREDENTIALS);
  const found: SyncChanges['found'][number][] = [];
  const changes: SyncChanges['changes'][number][] = [];
  for (const credential of credentials) {
    const same = known.filter((token) => credentialOf(token)?.id === credential.id);
    const live = same.find((token) => tokenState(token, now) === 'active');
    if (live !== undefined) changes.push(...changesOf(live, credential, look));
    else if (credential.end > now && (same.length === 0 || look.isAsked))
      found.push(foundOf(credential, same.length, look));
  }
  const there = new Set(credentials.map(({ id }) => id));
  for (const token of known)
    if (tokenState(token, now) === 'active' && !there.has(credentialOf(token)?.id ?? ''))
      changes.push(goneOf(token, look));
  return { found, changes };
}

function nameOf({ name, id }: AppCredential, application: Application | undefined): string {
  return foreignName(`${application?.name ?? ''}: ${name === '' ? id.slice(0, 8) : name}`);
}

function foundOf(
  credential: AppCredential,
  earlier: number,
  look: ApplicationLook,
): SyncChanges['found'][number] {
  const { owner, application, appId, authority, now, newId } = look;
  const externalId = `${appId}/${credential.id}${earlier === 0 ? '' : `#${earlier + 1}`}`;
  const token: Token = {
    id: newId(),
    owner,
    name: nameOf(credential, application),
    authority,
    organization: foreignName(application?.name ?? ''),
    scopes: [],
    createdAt: Math.min(credential.startsAt ?? now, now),
    createdBy: ENTRA,
    validTo: credential.end,
    formKey: digestOf(`application ${externalId}`),
    externalId,
    foundAt: now,
    // Nobody has to say whether it is theirs: they asked for it.
    recognizedAt: now,
  };
  const event = eventOf(token, `of application ${appId}, valid to ${isoOf(credential.end)}`, look);
  return { token, notices: noticesForEnd(token, now), event };
}

function changesOf(
  token: Token,
  credential: AppCredential,
  look: ApplicationLook,
): SyncChanges['changes'][number][] {
  const { application, now } = look;
  const name = nameOf(credential, application);
  const validTo = credential.end;
  if (name === token.name && sameEnd(validTo, token.validTo)) return [];
  const organization = foreignName(application?.name ?? '');
  const set = { name, organization, scopes: token.scopes, validTo };
  return [
    {
      tokenId: token.id,
      set,
      notices: noticesForEnd({ ...token, validTo }, now),
      dropOpenNotices: 'it was changed in Microsoft Entra',
      event: eventOf(token, `changed in Microsoft Entra, valid to ${isoOf(validTo)}`, look),
    },
  ];
}

/** What was removed there has ended. It is not revoked: that is what its owner does who follows it no more. */
function goneOf(token: Token, look: ApplicationLook): SyncChanges['changes'][number] {
  const { name, organization, scopes } = token;
  return {
    tokenId: token.id,
    set: { name, organization, scopes, validTo: look.now },
    notices: [],
    dropOpenNotices: 'it is gone in Microsoft Entra',
    event: eventOf(token, 'it is gone in Microsoft Entra', look),
  };
}

function eventOf(
  { id, name }: Token,
  detail: string,
  { owner, now, newId, isAsked }: ApplicationLook,
): AuditEvent {
  return {
    id: newId(),
    at: now,
    action: 'track',
    actor: owner,
    place: isAsked ? 'personal' : 'applications',
    owner,
    tokenId: id,
    tokenName: name,
    detail,
  };
}
