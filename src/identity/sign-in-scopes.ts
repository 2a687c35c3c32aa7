/** Azure DevOps as Microsoft Entra knows it. */
const AZURE_DEVOPS = '499b84ac-1321-427f-aa17-267ca6975798';

/** The delegated permissions that managing one's own tokens takes; `vso.profile` is for the list of organizations. */
export const SCOPES: readonly string[] = ['vso.pats', 'vso.pats_manage', 'vso.profile'].map(
  (name) => `${AZURE_DEVOPS}/${name}`,
);
