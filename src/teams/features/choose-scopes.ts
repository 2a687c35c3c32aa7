import { offerableScopes, type Scope, type ScopeId } from '../../core/tokens/scopes.ts';
import type { CreateForm, RotateForm } from '../cards/form-data.ts';
import type { Dialog } from '../cards/reply.ts';
import { SCOPES_FIELD } from '../turns/inputs.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** What leads on from the page of scopes, and back. */
export interface ScopesPageVerbs {
  readonly submitTitle: string;
  readonly submitVerb: string;
  readonly backVerb: string;
}

/** The page with every scope on offer by category, with the ticked ones and what was wrong. */
export function scopesPage(
  form: CreateForm | RotateForm,
  chosen: readonly ScopeId[],
  verbs: ScopesPageVerbs,
  deps: FeatureDeps,
  error = '',
): Dialog {
  const groups = offerableScopes(deps.service.policy.forbiddenScopes).map(({ category, scopes }, index) => ({
    id: `${SCOPES_FIELD}${index}`,
    category,
    chosen: scopes.flatMap(({ id }) => (chosen.includes(id) ? [id] : [])).join(','),
    choices: scopes.map((scope) => ({ title: choiceTitle(scope), value: scope.id })),
  }));
  return {
    title: 'Choose the scopes',
    height: 'large',
    card: { card: 'choose-scopes', data: { summary: 'Choose the scopes', form, error, groups, ...verbs } },
  };
}

function choiceTitle({ label, description, highPrivilege }: Scope): string {
  return `${highPrivilege ? '⚠ ' : ''}${label}: ${description}`;
}
