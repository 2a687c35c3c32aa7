import type { TokenPatch } from '../tokens/token-writes.ts';
import type { NoticeKind } from './notices.ts';

/**
 * Whether a change of a token makes an open notice outdated. A revocation outdates every notice. A new end outdates those
 * that speak of the old end.
 */
export function outdates(set: TokenPatch, kind: NoticeKind): boolean {
  if ('revokedAt' in set) return true;
  return 'validTo' in set && set.validTo !== undefined && (kind === 'expiring' || kind === 'ended');
}
