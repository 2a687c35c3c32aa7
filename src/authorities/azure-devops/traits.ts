import type { AuthorityTraits, UsagePlace } from '../../core/tokens/authority-traits.ts';
import { type ScopeId, satisfies } from '../../core/tokens/scopes.ts';
import { SHELL_CHARACTERS, type UsageAddresses } from '../../core/tokens/usage.ts';

/** One call for each kind of scope, so that the curl line works with the token at hand. */
const API_CALLS: readonly (readonly [ScopeId, string])[] = [
  ['vso.code', '_apis/git/repositories?api-version=7.1'],
  ['vso.work', '_apis/wit/fields?api-version=7.1'],
  ['vso.agentpools', '_apis/distributedtask/pools?api-version=7.1'],
  ['vso.build', 'PROJECT/_apis/build/builds?api-version=7.1'],
];

/** What Azure DevOps says of its tokens. */
export const AZURE_DEVOPS_TRAITS: AuthorityTraits = {
  id: 'azure-devops',
  makesTokens: true,
  isVerifiedHere: false,
  usageAddresses,
};

function usageAddresses({ organization, scopes }: UsagePlace): UsageAddresses {
  const name = encodeURIComponent(organization).replace(SHELL_CHARACTERS, '');
  const feed = `https://pkgs.dev.azure.com/${name}/_packaging/FEED`;
  const call = API_CALLS.find(([scope]) => satisfies(scopes, scope))?.[1] ?? '_apis/projects?api-version=7.1';
  return {
    repository: `https://dev.azure.com/${name}/PROJECT/_git/REPOSITORY`,
    npm: `${feed}/npm/registry/`,
    nuget: `${feed}/nuget/v3/index.json`,
    api: `https://dev.azure.com/${name}/${call}`,
    protocol: 'https',
    host: 'dev.azure.com',
  };
}
