import { z } from 'zod';
import { offerableScopes, type Scope, type ScopeId } from '../../core/tokens/scopes.ts';
import { sayScope, sayScopeCategory, sayScopeDescription } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CreateForm, RotateForm } from '../cards/form-data.ts';
import type { Dialog } from '../cards/reply.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { fieldText, MAX_TEXT } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'choose-scopes': Summarised & {
      readonly title: string;
      readonly form: CreateForm | RotateForm;
      readonly submitTitle: string;
      readonly submitVerb: string;
      readonly backVerb: string;
      readonly error: string;
      readonly groups: readonly {
        readonly id: string;
        readonly category: string;
        readonly chosen: string;
        readonly choices: readonly Choice[];
      }[];
    };
  }
}

/** Ids of the choice sets on the page. */
const SCOPES_FIELD = 'scopes.';

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
    category: sayScopeCategory(category, deps.sentences),
    chosen: scopes.flatMap(({ id }) => (chosen.includes(id) ? [id] : [])).join(','),
    choices: scopes.map((scope) => ({ title: choiceTitle(scope, deps.sentences), value: scope.id })),
  }));
  const { say } = deps.sentences;
  const title = say('dialog.scopes.title');
  const heading = say('dialog.scopes.heading', { name: form.name });
  return {
    title,
    height: 'large',
    card: {
      card: 'choose-scopes',
      data: { summary: title, title: heading, form, error, groups, ...verbs },
    },
  };
}

function choiceTitle({ id, highPrivilege }: Scope, sentences: Sentences): string {
  const words = `${sayScope(id, sentences)}: ${sayScopeDescription(id, sentences)}`;
  return highPrivilege ? `⚠ ${words}` : words;
}

/** A form with the scopes that were ticked, from whichever choice sets the page had. */
export function withTickedScopes<T>(form: z.ZodType<T>) {
  return z
    .object({ form })
    .catchall(z.unknown())
    .transform((data) => ({
      form: data.form as T,
      scopes: Object.entries(data)
        .filter(([id]) => id.startsWith(SCOPES_FIELD))
        .flatMap(([, value]) => fieldText(value).slice(0, MAX_TEXT).split(/[,;]/))
        .map((scope) => scope.trim())
        .filter((scope) => scope !== ''),
    }));
}
