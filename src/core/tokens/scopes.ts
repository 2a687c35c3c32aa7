import { SCOPE_LIST } from './scope-list.ts';

/** A scope's name as Azure DevOps spells it, `vso.code_write` say, or `app_token` for full access. */
export type ScopeId = string;

/** One thing that a token may be allowed to do. */
export interface Scope {
  readonly id: ScopeId;
  /** A code, `agent-pools` for example. */
  readonly category: string;
  /** Every scope that comes with this one, at any depth. Full access names none here: it satisfies every known one. */
  readonly includes: readonly ScopeId[];
  readonly highPrivilege: boolean;
  /** Whether new tokens may be given it. */
  readonly offered: boolean;
}

/** A heading of the scope list and the scopes under it. */
interface ScopeCategory {
  readonly category: string;
  readonly scopes: readonly Scope[];
}

/** The scope that stands for everything its owner can do. */
export const FULL_ACCESS: ScopeId = 'app_token';

const DIRECT = new Map(SCOPE_LIST.flatMap(({ scopes }) => scopes.map((row) => [row.id, row.includes ?? []])));
const SCOPES: readonly Scope[] = SCOPE_LIST.flatMap(({ category, scopes }) =>
  scopes.map(({ id, highPrivilege = false, hidden = false }) => ({
    id,
    category,
    includes: [...below(id)],
    highPrivilege,
    offered: !hidden,
  })),
);
const BY_ID: ReadonlyMap<ScopeId, Scope> = new Map(SCOPES.map((scope) => [scope.id, scope]));

/** Every scope known, those that are never offered included, in the order in which they are shown. */
export function allScopes(): readonly Scope[] {
  return SCOPES;
}

/** The scope with this id; undefined for an unknown id. */
export function findScope(id: ScopeId): Scope | undefined {
  return BY_ID.get(id);
}

/** The scopes to choose from, by category; full access is not among them, and categories left empty are dropped. */
export function offerableScopes(forbidden: readonly ScopeId[]): readonly ScopeCategory[] {
  return SCOPE_LIST.map(({ category }) => ({
    category,
    scopes: SCOPES.filter(
      (scope) =>
        scope.category === category &&
        scope.offered &&
        scope.id !== FULL_ACCESS &&
        !bringsForbidden(scope.id, forbidden),
    ),
  })).filter(({ scopes }) => scopes.length > 0);
}

/** Whether a scope may not be given: it is forbidden, or includes a forbidden one. */
export function bringsForbidden(id: ScopeId, forbidden: readonly ScopeId[]): boolean {
  return forbidden.some((taboo) => id === FULL_ACCESS || satisfies([id], taboo));
}

/**
 * The scopes that still count when some are forbidden. A scope that may not be given doesn't count. A lesser scope of the
 * same category, which it included, still counts if it may be given alone: reading code remains of writing code. Full access
 * remains as every other scope on offer. The result never has a scope that another one of the result includes.
 */
export function withoutForbidden(
  granted: readonly ScopeId[],
  forbidden: readonly ScopeId[],
): readonly ScopeId[] {
  const kept = granted.filter((id) => !bringsForbidden(id, forbidden));
  if (kept.length === granted.length) return granted;
  const broken = granted.filter((id) => bringsForbidden(id, forbidden));
  const brought = SCOPES.filter(
    ({ id, offered }) => offered && id !== FULL_ACCESS && !bringsForbidden(id, forbidden),
  ).flatMap((scope) => (broken.some((id) => bringsItsLike(id, scope)) ? [scope.id] : []));
  const left = [...new Set([...kept, ...brought])];
  return left.filter(
    (id) => kept.includes(id) || !left.some((other) => other !== id && satisfies([other], id)),
  );
}

/** The scopes that say all: each once, without those that another one of them brings along. */
export function sayingScopes(ids: readonly ScopeId[]): readonly ScopeId[] {
  const unique = [...new Set(ids)];
  return unique.filter((id) => !unique.some((other) => other !== id && satisfies([other], id)));
}

/**
 * Whether a token with the granted scopes may do what needs `needed`. Full access satisfies every known scope. Nobody can say
 * what a misspelt scope would mean, so nothing satisfies it.
 */
export function satisfies(granted: readonly ScopeId[], needed: ScopeId): boolean {
  const isKnown = findScope(needed) !== undefined;
  return granted.some(
    (id) =>
      id === needed || (id === FULL_ACCESS && isKnown) || findScope(id)?.includes.includes(needed) === true,
  );
}

/** Whether a scope brings another one of its category along; full access does so with every one. */
function bringsItsLike(id: ScopeId, { id: other, category }: Scope): boolean {
  return id === FULL_ACCESS || (findScope(id)?.category === category && satisfies([id], other));
}

function below(id: ScopeId): Set<ScopeId> {
  const direct = DIRECT.get(id) ?? [];
  return new Set([...direct, ...direct.flatMap((next) => [...below(next)])]);
}
