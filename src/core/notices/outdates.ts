import type { TokenPatch } from '../tokens/token-writes.ts';
import type { NoticeKind } from './notices.ts';

/** Whether a change of a token outdates an open notice of it: a revocation every one, a new end what speaks of the old. */
export function outdates(set: TokenPatch, kind: NoticeKind): boolean {
  if ('revokedAt' in set) return true;
  return 'validTo' in set && set.validTo !== undefined && (kind === 'expiring' || kind === 'ended');
}
