import { bringsForbidden, FULL_ACCESS, type ScopeId } from './scopes.ts';

/** A job in plain words, with the scopes that it needs. */
interface Preset {
  readonly id: string;
  readonly title: string;
  readonly scopes: readonly ScopeId[];
}

/** The id of the choice that opens the whole list of scopes. It has no scopes itself. */
export const CHOOSE_SCOPES = 'choose';

const PRESETS: readonly Preset[] = [
  { id: 'clone', title: 'Clone code', scopes: ['vso.code'] },
  { id: 'push', title: 'Clone and push code', scopes: ['vso.code_write'] },
  { id: 'restore', title: 'Restore packages', scopes: ['vso.packaging'] },
  { id: 'publish', title: 'Publish packages', scopes: ['vso.packaging_write'] },
  { id: 'agent', title: 'Register a build agent', scopes: ['vso.agentpools_manage'] },
  { id: 'pipelines', title: 'Run pipelines', scopes: ['vso.build_execute'] },
  { id: 'read-work', title: 'Read work items', scopes: ['vso.work'] },
  { id: 'edit-work', title: 'Edit work items', scopes: ['vso.work_write'] },
  { id: 'full', title: 'Full access', scopes: [FULL_ACCESS] },
  { id: CHOOSE_SCOPES, title: 'Let me choose the scopes', scopes: [] },
];

/** The presets to choose from, in order: those none of whose scopes is forbidden, or brings a forbidden one along. */
export function offerablePresets(forbidden: readonly ScopeId[]): readonly Preset[] {
  return PRESETS.filter(({ scopes }) => !scopes.some((scope) => bringsForbidden(scope, forbidden)));
}

/** The preset of an id; undefined when there is none. */
export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
