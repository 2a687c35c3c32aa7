import type { Policy } from '../../core/tokens/policy.ts';
import { findPreset, offerablePresets } from '../../core/tokens/presets.ts';
import type { AuthorityId, Organization } from '../../core/tokens/token.ts';
import type { CreateOptions } from '../../core/tokens/token-service-port.ts';
import type { FieldErrors } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Choice } from '../cards/card-data.ts';
import type { CreateForm } from '../cards/form-data.ts';
import { leftOutNews } from '../cards/plain-text.ts';
import type { Dialog } from '../cards/reply.ts';
import { organizationTitle } from '../cards/token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import type { LifespanFields } from './lifespan-fields.ts';
import { lifespanFields, untouchedLifespan } from './lifespan-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'create-form': Summarised &
      LifespanFields & {
        readonly formKey: string;
        readonly name: string;
        readonly nameError: string;
        readonly organizations: readonly Choice[];
        readonly severalOrganizations: boolean;
        /** Whether there may be more of them after a sign-in. */
        readonly signInNeeded: boolean;
        readonly organization: string;
        readonly organizationError: string;
        readonly presets: readonly Choice[];
        readonly preset: string;
        readonly presetError: string;
        readonly limits: string;
        readonly picked: string;
        /** Which organization it is where there is no choice yet: a sign-in may add others. Empty otherwise. */
        readonly onlyOrganization: string;
      };
  }
}

/** An empty create form with a fresh one-time key. */
export function untouchedForm(name: string, options: CreateOptions, deps: FeatureDeps): CreateForm {
  const { policy } = deps.tokenService;
  const preset = offerablePresets(policy.forbiddenScopes)[0]?.id ?? '';
  const form = {
    formKey: deps.newFormKey(),
    name,
    organization: '',
    ...untouchedLifespan(policy),
    preset,
    picked: '',
  };
  return withOrganization(form, options);
}

/** The form with the first organization in place if it names none: where there is only one, it is not asked for. */
export function withOrganization(
  form: CreateForm,
  { organizations: [first] }: Pick<CreateOptions, 'organizations'>,
): CreateForm {
  if (form.organization !== '' || first === undefined) return form;
  return { ...form, organization: organizationValue(first) };
}

/** Page 1 of the create dialog, with what was typed and what was wrong with it. */
export function formPage(
  form: CreateForm,
  { organizations, signInNeeded, held }: CreateOptions,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Dialog {
  const { policy } = deps.tokenService;
  const title = deps.sentences.say('dialog.create.title');
  return {
    title,
    height: 'large',
    card: {
      card: 'create-form',
      data: {
        summary: title,
        formKey: form.formKey,
        name: form.name,
        nameError: errors['name'] ?? leftOutNews(form, deps.sentences),
        organizations: organizationChoices(organizations),
        severalOrganizations: organizations.length > 1,
        signInNeeded,
        organization: form.organization,
        organizationError: errors['organization'] ?? '',
        ...lifespanFields(form, policy, deps.clock.now(), deps.sentences, errors),
        presets: offerablePresets(policy.forbiddenScopes).map(({ id }) => ({
          title: deps.sentences.say(`preset.${id}`),
          value: id,
        })),
        preset: form.preset,
        presetError: presetError(form, errors, deps.sentences),
        limits: describeLimits(held, policy, deps.sentences),
        picked: form.picked ?? '',
        onlyOrganization: signInNeeded ? onlyOne(organizations, deps.sentences) : '',
      },
    },
  };
}

function onlyOne([first, ...others]: readonly Organization[], { say }: Sentences): string {
  if (first === undefined || others.length > 0) return '';
  return say('form.onlyOrganization', { organization: organizationTitle(first) });
}

/** What is wrong with the choice of a purpose: none of ours was chosen, or its scopes are not allowed. */
function presetError({ preset }: CreateForm, errors: FieldErrors, { say }: Sentences): string {
  const error = errors['scopes'] ?? '';
  return error !== '' && findPreset(preset) === undefined ? say('form.purposeMissing') : error;
}

/** The limits that a new token is held to, said before anything is filled in. `held` is how many tokens the person has. */
export function describeLimits(
  held: number,
  { maxLifespanDays, maxTokensPerUser }: Policy,
  { say }: Sentences,
): string {
  return say('form.limits', { days: maxLifespanDays, count: held, most: maxTokensPerUser });
}

/** Organizations as the choices of a form. */
export function organizationChoices(organizations: readonly Organization[]): Choice[] {
  return organizations.map((organization) => ({
    title: organizationTitle(organization),
    value: organizationValue(organization),
  }));
}

/** An organization as the value of a choice. */
export function organizationValue({ authority, id }: Organization): string {
  return `${authority}:${id}`;
}

/** The organization that a form's value names; the service refuses it if there is none such. */
export function readOrganization(value: string): { authority: AuthorityId; organization: string } {
  const [authority = '', ...rest] = value.split(':');
  return { authority, organization: rest.join(':') };
}
