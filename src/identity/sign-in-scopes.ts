import type { RecordKind } from '../core/store/records.ts';

/** Azure DevOps as Microsoft Entra knows it. */
const AZURE_DEVOPS = '499b84ac-1321-427f-aa17-267ca6975798';

/** What a sign-in is for: what it asks for, and under which names it is kept, apart from those of other purposes. */
export interface SignInPurpose {
  readonly scopes: readonly string[];
  /** Of the sealed record that keeps it. */
  readonly kind: RecordKind;
  /** What its states are sealed as. */
  readonly stateKind: string;
  /** Of the record of one that waits for its code. */
  readonly provisionalKey: string;
}

/** The delegated permissions that managing one's own tokens takes; `vso.profile` is for the list of organizations. */
export const SCOPES: readonly string[] = onAzureDevOps('vso.pats', 'vso.pats_manage', 'vso.profile');

/** The sign-in with which people manage their own tokens. */
export const OWN_TOKENS: SignInPurpose = {
  scopes: SCOPES,
  kind: 'sign-in',
  stateKind: 'state',
  provisionalKey: 'provisional',
};

/** The sign-in with which administrators of organizations see and end the tokens of their members. People consent to it apart. */
export const TOKEN_ADMINISTRATION: SignInPurpose = {
  scopes: onAzureDevOps('vso.tokenadministration', 'vso.graph', 'vso.profile'),
  kind: 'admin-azure-devops',
  stateKind: 'admin-azure-devops-state',
  provisionalKey: 'admin-azure-devops',
};

function onAzureDevOps(...names: readonly string[]): readonly string[] {
  return names.map((name) => `${AZURE_DEVOPS}/${name}`);
}
