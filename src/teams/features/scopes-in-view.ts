import { type Scope, type ScopeId, satisfies } from '../../core/tokens/scopes.ts';
import { foldName } from '../../core/tokens/token.ts';
import { sayScope, sayScopeCategory, sayScopeDescription } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';

/** Which scopes are chosen, and which part of the list the page shows: what matches a filter, or what is in a group. */
export interface ScopesPick {
  readonly scopes: readonly ScopeId[];
  readonly filter?: string;
  readonly group?: string;
}

/** A heading of the page with the scopes under it. */
interface ScopesGroup {
  readonly category: string;
  readonly choices: readonly Scope[];
  /** What a chosen scope brings along: nothing to choose any more. */
  readonly included: readonly Scope[];
}

/** The group that is open when no other was opened: the chosen scopes and the usual ones. */
export const USUAL = 'usual';
/** With these, everything on the page takes twelve stops by keyboard. No category has more scopes. */
export const MOST_CHOICES = 6;
/** What most jobs need, the most usual first. */
const USUAL_SCOPES: readonly ScopeId[] = [
  'vso.code',
  'vso.code_write',
  'vso.packaging',
  'vso.packaging_write',
  'vso.work',
  'vso.work_write',
  'vso.build_execute',
  'vso.agentpools_manage',
];

/** The part of the scopes on offer that a page shows, and how many more belong to it that have no place there. */
export function scopesInView(
  { scopes: chosen, filter = '', group = USUAL }: ScopesPick,
  offered: readonly Scope[],
  sentences: Sentences,
): { readonly groups: readonly ScopesGroup[]; readonly more: number } {
  const comesAlong = ({ id }: Scope) => chosen.some((other) => other !== id && satisfies([other], id));
  const inView = wanted(chosen, filter, group, offered, sentences);
  const free = inView.filter((scope) => !comesAlong(scope));
  const choices = free.slice(0, MOST_CHOICES);
  const categories = [...new Set(offered.map(({ category }) => category))];
  const groups = categories.map((category) => {
    const isHere = (scope: Scope) => scope.category === category;
    // In the order of the list, whichever was more important.
    const here = offered.filter((scope) => isHere(scope) && choices.includes(scope));
    return {
      category,
      choices: here,
      included: inView.filter((scope) => isHere(scope) && comesAlong(scope)),
    };
  });
  return {
    groups: groups.filter(({ choices: own, included }) => own.length + included.length > 0),
    more: free.length - choices.length,
  };
}

/** Everything that was asked for, the most important first. */
function wanted(
  chosen: readonly ScopeId[],
  filter: string,
  group: string,
  offered: readonly Scope[],
  sentences: Sentences,
): readonly Scope[] {
  if (filter !== '') {
    const inGroup = group === USUAL ? offered : offered.filter(({ category }) => category === group);
    return matching(filter, inGroup, sentences);
  }
  if (group !== USUAL) return offered.filter(({ category }) => category === group);
  const ids = [...new Set([...chosen, ...USUAL_SCOPES])];
  return ids.flatMap((id) => offered.filter((scope) => scope.id === id));
}

/** The scopes that have every word of the filter: those that are called so before those that are only described so. */
function matching(filter: string, offered: readonly Scope[], sentences: Sentences): readonly Scope[] {
  const words = foldName(filter).split(/\s+/);
  const has = (text: string) => words.every((word) => foldName(text).includes(word));
  const called = offered.filter((scope) => has(`${sayScope(scope.id, sentences)} ${scope.id}`));
  const described = offered.filter((scope) => {
    const { id, category } = scope;
    const said = [sayScope(id, sentences), sayScopeDescription(id, sentences)];
    return !called.includes(scope) && has([...said, sayScopeCategory(category, sentences), id].join(' '));
  });
  return [...called, ...described];
}
