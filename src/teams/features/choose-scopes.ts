import { z } from 'zod';
import { offerableScopes, type Scope, type ScopeId, sayingScopes } from '../../core/tokens/scopes.ts';
import { sayScope, sayScopeCategory, sayScopeDescription, sayScopes } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CreateForm, RotateForm } from '../cards/form-data.ts';
import type { Dialog } from '../cards/reply.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { fieldText, MAX_TEXT, optionalText, typedText } from './input-fields.ts';
import { type ScopesPick, scopesInView, USUAL } from './scopes-in-view.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'choose-scopes': Summarised & {
      readonly name: string;
      readonly form: CreateForm | RotateForm;
      readonly at: ScopesAt;
      readonly submitTitle: string;
      readonly submitVerb: string;
      readonly showVerb: string;
      readonly backVerb: string;
      readonly error: string;
      /** How many are chosen, and which. */
      readonly count: string;
      readonly filter: string;
      readonly openGroups: readonly Choice[];
      readonly openGroup: string;
      readonly groups: readonly {
        readonly id: string;
        readonly category: string;
        readonly chosen: string;
        readonly choices: readonly Choice[];
        readonly hasChoices: boolean;
        readonly included: string;
      }[];
      /** What isn't on this page although it was asked for. */
      readonly more: string;
    };
  }
}

/** What the page's buttons bring along, as it was when the page was shown. Several ids have commas between. */
interface ScopesAt {
  readonly chosen: string;
  /** What stands on the page, and so is no longer chosen if it isn't ticked. */
  readonly shown: string;
  readonly filter: string;
  readonly group: string;
}

/** Ids of the choice sets on the page. */
const SCOPES_FIELD = 'scopes.';

/** What leads on from the page of scopes, to another part of them, and back. */
export interface ScopesPageVerbs {
  readonly submitTitle: string;
  readonly submitVerb: string;
  readonly showVerb: string;
  readonly backVerb: string;
}

/** The page to choose scopes on: a part of those on offer, with the chosen ones ticked, and what was wrong. */
export function scopesPage(
  form: CreateForm | RotateForm,
  pick: ScopesPick,
  verbs: ScopesPageVerbs,
  deps: FeatureDeps,
  error = '',
): Dialog {
  const { sentences } = deps;
  const { say } = sentences;
  const categories = offerableScopes(deps.tokenService.policy.forbiddenScopes);
  const offered = categories.flatMap(({ scopes }) => scopes);
  const { filter = '', group = USUAL } = pick;
  const chosen = pick.scopes.filter((id) => offered.some((scope) => scope.id === id));
  const { groups, more } = scopesInView({ scopes: chosen, filter, group }, offered, sentences);
  const shown = groups.flatMap(({ choices }) => choices.map(({ id }) => id));
  const counted = sayingScopes(chosen);
  const title = say('dialog.scopes.title');
  return {
    title,
    height: 'large',
    card: {
      card: 'choose-scopes',
      data: {
        summary: title,
        name: form.name,
        form,
        at: { chosen: chosen.join(','), shown: shown.join(','), filter, group },
        error,
        count: say('dialog.scopes.count', { count: counted.length, scopes: sayScopes(counted, sentences) }),
        filter,
        openGroups: [
          { title: say('dialog.scopes.usual'), value: USUAL },
          ...categories.map(({ category, scopes }) => ({
            title: groupTitle(category, scopes, chosen, sentences),
            value: category,
          })),
        ],
        openGroup: group,
        groups: groups.map(({ category, choices, included }, index) => ({
          id: `${SCOPES_FIELD}${index}`,
          category: sayScopeCategory(category, sentences),
          chosen: choices.flatMap(({ id }) => (chosen.includes(id) ? [id] : [])).join(','),
          choices: choices.map((scope) => ({ title: choiceTitle(scope, sentences), value: scope.id })),
          hasChoices: choices.length > 0,
          included: describeIncluded(included, sentences),
        })),
        more: groups.length === 0 ? say('dialog.scopes.nothing') : describeMore(more, sentences),
        ...verbs,
      },
    },
  };
}

function groupTitle(
  category: string,
  scopes: readonly Scope[],
  chosen: readonly ScopeId[],
  sentences: Sentences,
): string {
  const count = scopes.filter(({ id }) => chosen.includes(id)).length;
  const values = { category: sayScopeCategory(category, sentences), most: scopes.length };
  return count === 0
    ? sentences.say('dialog.scopes.group', values)
    : sentences.say('dialog.scopes.groupChosen', { ...values, count });
}

function choiceTitle({ id, highPrivilege }: Scope, sentences: Sentences): string {
  const words = `${sayScope(id, sentences)}: ${sayScopeDescription(id, sentences)}`;
  return highPrivilege ? `⚠ ${words}` : words;
}

function describeIncluded(included: readonly Scope[], sentences: Sentences): string {
  if (included.length === 0) return '';
  const scopes = included.map(({ id }) => sayScope(id, sentences)).join(', ');
  return sentences.say('dialog.scopes.included', { scopes });
}

function describeMore(count: number, { say }: Sentences): string {
  return count === 0 ? '' : say('dialog.scopes.more', { count });
}

const atInput = z.object({
  chosen: optionalText,
  shown: optionalText,
  filter: typedText,
  group: optionalText,
});
const NOWHERE = { chosen: '', shown: '', filter: '', group: '' };

/** A form with the scopes that are chosen now, on this page and on those before, and the part of the list to show. */
export function withPickedScopes<T>(form: z.ZodType<T>) {
  return z
    .object({ form, at: atInput.default(NOWHERE).catch(NOWHERE), filter: typedText, group: optionalText })
    .catchall(z.unknown())
    .transform(({ form: given, at, filter, group, ...fields }) => {
      const ticked = Object.entries(fields).flatMap(([id, value]) =>
        id.startsWith(SCOPES_FIELD) ? idsIn(fieldText(value)) : [],
      );
      const shown = idsIn(at.shown);
      const elsewhere = idsIn(at.chosen).filter((id) => !shown.includes(id));
      const scopes = [...new Set([...elsewhere, ...ticked])];
      return { form: given, scopes, ...viewAskedFor({ filter: filter.trim(), group: group || USUAL }, at) };
    });
}

type View = Pick<ScopesAt, 'filter' | 'group'>;

/** A typed filter searches everywhere, and an opened group is shown whole; whoever does both searches in the group. */
function viewAskedFor(asked: View, at: View): View {
  const { filter, group } = asked;
  const isSameFilter = filter === at.filter;
  const isSameGroup = group === (at.group || USUAL);
  if (isSameGroup === isSameFilter) return { filter, group };
  if (isSameFilter) return { filter: '', group };
  return { filter, group: filter === '' ? group : USUAL };
}

/** Chosen scopes as a field of a form: several have commas between, or what a client puts there. */
export function idsIn(text: string): ScopeId[] {
  return text
    .slice(0, MAX_TEXT)
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
