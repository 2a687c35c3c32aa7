import { MINUTE } from '../timing/durations.ts';
import type { Instant, Token } from '../tokens/token.ts';
import { sameEnd } from '../tokens/token.ts';
import { type Notice, type NoticeKind, notice } from './notices.ts';

/** What its authority says of a token. */
type Told = Pick<Token, 'name' | 'organization' | 'scopes' | 'validTo'>;

/** How a token was before somebody changed it elsewhere; only what has changed. */
export interface ChangeDetail {
  readonly name?: string;
  readonly organization?: string;
  readonly validTo?: Instant;
  /** Whether it can do something else now. */
  readonly scopes?: true;
  /** Whether it had ended here, and lives there. */
  readonly alive?: true;
}

/** What a notice of an end says when a token of the same name is there instead. */
const REPLACED = 'replaced';

/** Whether a notice tells what somebody did with a token at its authority. */
export function isOfElsewhere(kind: NoticeKind): boolean {
  return kind === 'revoked-elsewhere' || kind === 'changed-elsewhere';
}

/** The notice of a token that its authority has no longer. */
export function noticeOfEndElsewhere(token: Token, now: Instant, isReplaced: boolean): Notice {
  const ended = notice(token, 'revoked-elsewhere', now);
  return isReplaced ? { ...ended, detail: REPLACED } : ended;
}

/** Whether another token of that name has come in the place of the one that is gone. */
export function isReplacedElsewhere({ detail }: Notice): boolean {
  return detail === REPLACED;
}

/** The notice of a token of which its authority says something else than before. */
export function noticeOfChange(before: Token, told: Told, now: Instant): Notice {
  const detail: ChangeDetail = {
    ...(told.name === before.name ? {} : { name: before.name }),
    ...(told.organization === before.organization ? {} : { organization: before.organization }),
    ...(sameEnd(told.validTo, before.validTo) ? {} : { validTo: before.validTo }),
    ...([...told.scopes].sort().join(' ') === [...before.scopes].sort().join(' ')
      ? {}
      : { scopes: true as const }),
  };
  // Patkeeper's own renewal may be under way, between the authority and the store: what it writes drops this notice.
  const changed = notice({ ...before, ...told }, 'changed-elsewhere', now + MINUTE);
  return { ...changed, id: `${changed.id}.${now}`, detail: JSON.stringify(detail) };
}

/** The notice of a token that has ended here, and that its authority lists as active. */
export function noticeOfRevival(before: Token, told: Told, now: Instant): Notice {
  const detail: ChangeDetail = { alive: true };
  const changed = notice({ ...before, ...told }, 'changed-elsewhere', now);
  return { ...changed, id: `${changed.id}.${now}`, detail: JSON.stringify(detail) };
}

/** Reads how a token was before; nothing for what can't be read. */
export function readChange({ detail = '' }: Notice): ChangeDetail {
  let value: Partial<Record<keyof ChangeDetail, unknown>> = {};
  try {
    const read: unknown = JSON.parse(detail);
    if (typeof read === 'object' && read !== null) value = read;
  } catch {
    // Nothing is known then.
  }
  const { name, organization, validTo, scopes, alive } = value;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof organization === 'string' ? { organization } : {}),
    ...(typeof validTo === 'number' ? { validTo } : {}),
    ...(scopes === true ? { scopes } : {}),
    ...(alive === true ? { alive } : {}),
  };
}
