import { z } from 'zod';
import { bareName } from '../../core/tokens/name-match.ts';
import { endOf } from '../../core/tokens/policy.ts';
import { CHOOSE_SCOPES, findPreset } from '../../core/tokens/presets.ts';
import { signInNeeded } from '../../core/tokens/refusals.ts';
import { FULL_ACCESS, type ScopeId } from '../../core/tokens/scopes.ts';
import type { Actor } from '../../core/tokens/token.ts';
import { type FieldErrors, fieldErrorsOf } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CreateForm } from '../cards/form-data.ts';
import { formatInstant } from '../cards/format.ts';
import { leftOutNews, withoutSecretsIn } from '../cards/plain-text.ts';
import type { ChatReply, Dialog } from '../cards/reply.ts';
import { change, view } from './action-entry.ts';
import { idsIn, type ScopesPageVerbs, scopesPage, withPickedScopes } from './choose-scopes.ts';
import { command, isNoName } from './command-entry.ts';
import {
  describeLimits,
  formPage,
  readOrganization,
  untouchedForm,
  withOrganization,
} from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id, keptName, optionalText } from './input-fields.ts';
import { readLifespan } from './lifespan-fields.ts';
import type { ScopesPick } from './scopes-in-view.ts';
import { secretPage, shortenedNews } from './secret-page.ts';
import { openTrack } from './track.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    new: Summarised & { readonly name: string; readonly news: string; readonly limits: string };
    'confirm-full-access': Summarised & { readonly form: CreateForm; readonly text: string };
  }
}

function scopesVerbs({ say }: Sentences): ScopesPageVerbs {
  return {
    submitTitle: say('card.any.create'),
    submitVerb: 'create.scopes',
    showVerb: 'create.show-scopes',
    backVerb: 'create.back',
  };
}

/** The card with the button that opens the create dialog. */
export async function offerCreate(
  { tokenName, leftOut = '' }: { tokenName: string; leftOut?: string },
  actor: Actor,
  deps: FeatureDeps,
  audience: ChatReply['audience'],
): Promise<ChatReply> {
  const limits = audience === 'actor' ? await limitsOf(actor, deps) : '';
  const news = leftOutNews({ leftOut }, deps.sentences);
  const summary = deps.sentences.say('dialog.create.title');
  return { card: { card: 'new', data: { summary, name: tokenName, news, limits } }, audience };
}

async function limitsOf(actor: Actor, { tokenService, sentences }: FeatureDeps): Promise<string> {
  return describeLimits(await tokenService.countHeld(actor), tokenService.policy, sentences);
}

/** Opens the create dialog. */
export async function openCreate(
  { name, leftOut = '' }: { name: string; leftOut?: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const options = await deps.tokenService.createOptions(actor);
  return formPage({ ...untouchedForm(name, options, deps), leftOut }, options, deps);
}

/** Page 1 was submitted: creates the token, or continues to the page that its purpose needs. */
export async function submitForm(typed: CreateForm, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const form =
    typed.organization === '' ? withOrganization(typed, await deps.tokenService.organizations(actor)) : typed;
  const { authority } = readOrganization(form.organization);
  // An authority that there is not is for the service to refuse.
  if (deps.tokenService.policy.authorities.some(({ id, makesTokens }) => id === authority && !makesTokens))
    return openTrack(form, actor, deps);
  const preset = findPreset(form.preset);
  const scopes = preset?.scopes ?? [];
  return orFormWithErrors(form, actor, deps, async () => {
    if (form.preset === CHOOSE_SCOPES) {
      await deps.tokenService.check(actor, withoutScopes(form, deps));
      return scopesPage(form, { scopes: idsIn(form.picked ?? '') }, scopesVerbs(deps.sentences), deps);
    }
    if (scopes.includes(FULL_ACCESS)) {
      await deps.tokenService.check(actor, { ...withoutScopes(form, deps), scopes });
      return confirmPage(form, deps);
    }
    return createAndShow(form, scopes, actor, deps);
  });
}

/** Page 2 was submitted with the chosen scopes. */
export async function submitScopes(
  { form, ...pick }: { form: CreateForm } & ScopesPick,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return orFormWithErrors(
    form,
    actor,
    deps,
    () => createAndShow(form, pick.scopes, actor, deps),
    (errors) =>
      'scopes' in errors
        ? scopesPage(form, pick, scopesVerbs(deps.sentences), deps, errors['scopes'])
        : undefined,
  );
}

/** Another part of the scopes was asked for. */
async function showScopes(
  { form, ...pick }: { form: CreateForm } & ScopesPick,
  _actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return scopesPage(form, pick, scopesVerbs(deps.sentences), deps);
}

/** Full access was confirmed. */
export async function submitFullAccess(
  { form }: { form: CreateForm },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return orFormWithErrors(form, actor, deps, () => createAndShow(form, [FULL_ACCESS], actor, deps));
}

/** Back to page 1 with everything as it was, on both pages. */
export async function backToForm(
  { form, scopes }: { form: CreateForm } & ScopesPick,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const picked = scopes.length > 0 ? scopes.join(',') : (form.picked ?? '');
  return formPage({ ...form, picked }, await deps.tokenService.createOptions(actor), deps);
}

/** The person wants to see the organizations that need a sign-in: demands it, and goes back to page 1 after it. */
export async function signInForForm(form: CreateForm, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const options = await deps.tokenService.createOptions(actor);
  if (options.signInNeeded) throw signInNeeded();
  return formPage(form, options, deps);
}

function withoutScopes(form: CreateForm, { sentences }: FeatureDeps) {
  const { formKey, name } = form;
  return { formKey, name, ...readOrganization(form.organization), lifespan: readLifespan(form, sentences) };
}

async function orFormWithErrors(
  form: CreateForm,
  actor: Actor,
  deps: FeatureDeps,
  run: () => Promise<Dialog>,
  otherPage: (errors: FieldErrors) => Dialog | undefined = () => undefined,
): Promise<Dialog> {
  try {
    return await run();
  } catch (error) {
    const errors = fieldErrorsOf(error, deps.sentences);
    return otherPage(errors) ?? formPage(form, await deps.tokenService.createOptions(actor), deps, errors);
  }
}

function confirmPage(form: CreateForm, deps: FeatureDeps): Dialog {
  const end = endOf(readLifespan(form, deps.sentences), deps.tokenService.policy, deps.clock.now());
  const { say } = deps.sentences;
  const text = say('dialog.full-access.text', {
    name: form.name,
    organization: deps.organizationOf(readOrganization(form.organization)).name,
    time: formatInstant(end, deps.sentences),
  });
  return {
    title: say('dialog.full-access.title'),
    height: 'small',
    card: {
      card: 'confirm-full-access',
      data: { summary: say('card.confirm-full-access.heading'), form, text },
    },
  };
}

async function createAndShow(
  form: CreateForm,
  scopes: readonly ScopeId[],
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const { token, secret } = await deps.tokenService.create(actor, { ...withoutScopes(form, deps), scopes });
  const asked = endOf(readLifespan(form, deps.sentences), deps.tokenService.policy, token.createdAt);
  const news = [leftOutNews(form, deps.sentences), shortenedNews(token, asked, deps)].join(' ').trim();
  return secretPage(token, secret, deps, news);
}

/** The command `new`. Where others see the answer too, it says nothing about the actor. */
export const newCommand = command({
  name: 'new',
  alike: 'command.new.alike',
  help: { usage: '[name]', does: 'command.new.does' },
  inManifest: 'command.new.list',
  onlyAsks: true,
  keepsName: true,
  read: (words): { tokenName: string; leftOut?: string } => ({ tokenName: newName(words.join(' ')) }),
  run: async (typed, { actor, deps, unseen }) =>
    offerCreate(typed, actor, deps, unseen ? 'actor' : 'everybody'),
});

/** What a new token is to be called: not `a token for`, nor the `[name]` of the help card. */
function newName(typed: string): string {
  const name = typed.replace(
    /^(?:me )?(?:(?:an?|another) )?(?:new )?(?:token|pat)(?:$|[.!] ?$| (?:called|named|for) )/i,
    '',
  );
  return isNoName(name) ? '' : bareName(name);
}

export const createFormInput = z
  .object({
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    lifespan: optionalText,
    date: optionalText,
    preset: optionalText,
    picked: optionalText,
  })
  .transform(withoutSecretsIn('name'));
export const chosenScopesInput = withPickedScopes(createFormInput);
const laterPageInput = z.object({ form: createFormInput });

/** The buttons of the create dialog. */
export const createDialogActions = {
  'create.open': view(z.object(keptName).transform(withoutSecretsIn('name')), openCreate),
  'create.submit': change(createFormInput, submitForm),
  'create.scopes': change(chosenScopesInput, submitScopes),
  'create.full-access': change(laterPageInput, submitFullAccess),
  'create.show-scopes': view(chosenScopesInput, showScopes),
  'create.back': view(chosenScopesInput, backToForm),
  'create.sign-in': change(createFormInput, signInForForm),
};
