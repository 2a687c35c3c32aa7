import type { Count, OwnedToken } from '../../core/administration/administration.ts';
import type { PersonId } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { viewToken } from '../cards/token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** A token of somebody, as a line of a list. */
export interface OwnedRow {
  readonly tokenId: string;
  readonly owner: PersonId;
  readonly name: string;
  readonly ownerName: string;
  readonly organization: string;
  readonly state: string;
  readonly color: string;
  readonly ends: string;
}

/** The line of a token. */
export function rowOf({ token, ownerName }: OwnedToken, deps: FeatureDeps): OwnedRow {
  const { clock, organizationOf, tokenService, sentences } = deps;
  const view = viewToken(token, clock.now(), organizationOf, tokenService.policy, sentences);
  const { id: tokenId, name, organization, state, color, ends } = view;
  return { tokenId, owner: token.owner, name, ownerName, organization, state, color, ends };
}

/** A number that is counted up to a limit. */
export function countText({ count, isMore }: Count, { say }: Sentences): string {
  return isMore ? say('admin.count.more', { count }) : say('admin.count', { count });
}
