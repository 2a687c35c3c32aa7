import { findScope } from '../../../src/core/tokens/scopes.ts';
import { EntraRefusal } from './entra-refusal.ts';
import { AZURE_DEVOPS_RESOURCE } from './token-mint.ts';

const GRAPH_RESOURCE = '00000003-0000-0000-c000-000000000000';
/** Permissions of Azure DevOps that no personal access token may have, so that the scope list lacks them. */
const DELEGATED_ONLY = ['vso.tokenadministration', 'vso.tokens', 'vso.graph', 'user_impersonation'];

/** What a `scope` parameter asks for. */
export interface RequestedScopes {
  readonly resource: string;
  /** Names without their resource; `.default` stands for all that is consented. */
  readonly names: readonly string[];
  readonly openId: boolean;
  readonly offline: boolean;
}

/** Reads a `scope` parameter. Throws an `EntraRefusal` for scopes of two resources, and for unknown ones. */
export function requestedScopes(scope: string): RequestedScopes {
  const words = scope.split(' ').filter((word) => word !== '');
  if (words.length === 0) throw new EntraRefusal(900144, { detail: 'scope' });
  const named = words
    .filter((word) => !['openid', 'profile', 'email', 'offline_access'].includes(word))
    .map((word) => {
      const slash = word.lastIndexOf('/');
      return slash < 0
        ? { resource: GRAPH_RESOURCE, name: word }
        : { resource: word.slice(0, slash).replace(/\/$/, ''), name: word.slice(slash + 1) };
    });
  const resource = named[0]?.resource ?? GRAPH_RESOURCE;
  if (named.some((one) => one.resource !== resource)) throw new EntraRefusal(28000);
  const names = named.map(({ name }) => name);
  for (const name of names)
    if (resource === AZURE_DEVOPS_RESOURCE && !isKnown(name)) throw new EntraRefusal(70011, { detail: name });
  return { resource, names, openId: words.includes('openid'), offline: words.includes('offline_access') };
}

function isKnown(name: string): boolean {
  return name === '.default' || DELEGATED_ONLY.includes(name) || findScope(name) !== undefined;
}
