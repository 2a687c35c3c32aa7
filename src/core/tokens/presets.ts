import { bringsForbidden, FULL_ACCESS, type ScopeId } from './scopes.ts';

/** The jobs that there are presets for. What they are called is for those to say who speak with people. */
type PresetId =
  | 'clone'
  | 'push'
  | 'restore'
  | 'publish'
  | 'agent'
  | 'pipelines'
  | 'read-work'
  | 'edit-work'
  | 'full'
  | typeof CHOOSE_SCOPES;

/** A job, with the scopes that it needs. */
interface Preset {
  readonly id: PresetId;
  readonly scopes: readonly ScopeId[];
}

/** The id of the choice that opens the whole list of scopes. It has no scopes itself. */
export const CHOOSE_SCOPES = 'choose';

const PRESETS: readonly Preset[] = [
  { id: 'clone', scopes: ['vso.code'] },
  { id: 'push', scopes: ['vso.code_write'] },
  { id: 'restore', scopes: ['vso.packaging'] },
  { id: 'publish', scopes: ['vso.packaging_write'] },
  { id: 'agent', scopes: ['vso.agentpools_manage'] },
  { id: 'pipelines', scopes: ['vso.build_execute'] },
  { id: 'read-work', scopes: ['vso.work'] },
  { id: 'edit-work', scopes: ['vso.work_write'] },
  { id: 'full', scopes: [FULL_ACCESS] },
  { id: CHOOSE_SCOPES, scopes: [] },
];

/** The presets to choose from, in order: those none of whose scopes is forbidden, or brings a forbidden one along. */
export function offerablePresets(forbidden: readonly ScopeId[]): readonly Preset[] {
  return PRESETS.filter(({ scopes }) => !scopes.some((scope) => bringsForbidden(scope, forbidden)));
}

/** The preset of an id; undefined when there is none. */
export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
