import { offerableScopes, type Scope, type ScopeId } from '../../core/scopes.ts';
import type { CreateForm } from '../card-data.ts';
import { SCOPES_FIELD } from '../inputs.ts';
import type { Dialog } from '../reply.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** Page 2 of the create dialog: every scope on offer by category, with the ticked ones and what was wrong. */
export function scopesPage(
  form: CreateForm,
  chosen: readonly ScopeId[],
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
    card: { card: 'choose-scopes', data: { summary: 'Choose the scopes', form, error, groups } },
  };
}

function choiceTitle({ label, description, highPrivilege }: Scope): string {
  return `${highPrivilege ? '⚠ ' : ''}${label}: ${description}`;
}
