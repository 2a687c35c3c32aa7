import { traitsOf } from '../../core/tokens/authority-traits.ts';
import { OVERLAP_HOURS } from '../../core/tokens/overlap.ts';
import { endOf } from '../../core/tokens/policy.ts';
import { notActive } from '../../core/tokens/refusals.ts';
import type { ScopeId } from '../../core/tokens/scopes.ts';
import { type Actor, type Instant, type Token, tokenState } from '../../core/tokens/token.ts';
import { isOrganizationRemoved } from '../../core/tokens/under-policy.ts';
import { type FieldErrors, fieldErrorsOf, sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import type { RotateForm } from '../cards/form-data.ts';
import { formatInstant } from '../cards/format.ts';
import { leftOutNews } from '../cards/plain-text.ts';
import type { Card, Dialog } from '../cards/reply.ts';
import { idsIn, type ScopesPageVerbs, scopesPage } from './choose-scopes.ts';
import { organizationChoices, organizationValue, readOrganization } from './create-form.ts';
import { cutOver } from './cut-over.ts';
import type { FeatureDeps } from './feature-deps.ts';
import type { LifespanFields } from './lifespan-fields.ts';
import { lifespanFields, readLifespan, sameLifespan } from './lifespan-fields.ts';
import { lifespanNote, limitNote, scopesNote, scopesToKeep } from './policy-note.ts';
import { CHOOSE, KEEP, NOT_SOONER, overlapChoices, quietChoices, scopeChoicesFor } from './rotate-choices.ts';
import type { ScopesPick } from './scopes-in-view.ts';
import { secretPage, shortenedNews } from './secret-page.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'rotate-form': Summarised &
      LifespanFields &
      RotateForm & {
        readonly policyNote: string;
        readonly nameError: string;
        readonly organizations: readonly Choice[];
        readonly severalOrganizations: boolean;
        readonly organizationError: string;
        readonly scopeChoices: readonly Choice[];
        readonly scopesError: string;
        readonly overlaps: readonly Choice[];
        /** After which silence the old one may end sooner; none where nobody knows when tokens are used. */
        readonly quiets: readonly Choice[];
        readonly knowsUse: boolean;
        readonly quietHint: string;
        readonly oldEnds: string;
      };
  }
}

function scopesVerbs({ say }: Sentences): ScopesPageVerbs {
  return {
    submitTitle: say('card.any.rotate'),
    submitVerb: 'rotate.scopes',
    showVerb: 'rotate.show-scopes',
    backVerb: 'rotate.back',
  };
}

/** Opens the rotate dialog, filled in with what the token is now, or ready for other scopes. */
export async function openRotate(
  { tokenId, scopes = '' }: { tokenId: string; scopes?: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await deps.tokenService.get(actor, tokenId);
  const organization = await availableOrganization(token, actor, deps);
  const form: RotateForm = {
    tokenId,
    formKey: deps.newFormKey(),
    name: token.name,
    organization,
    lifespan: sameLifespan(token, deps.tokenService.policy),
    date: '',
    scopes: scopes !== CHOOSE && scopesToKeep(token, deps.tokenService.policy).length > 0 ? KEEP : CHOOSE,
    overlap: String(OVERLAP_HOURS),
    picked: '',
    quiet: NOT_SOONER,
  };
  return formPage(form, token, actor, deps);
}

/** The form was submitted: rotates the token, or continues to the page of scopes. */
export async function submitRotate(typed: RotateForm, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const token = await deps.tokenService.get(actor, typed.tokenId);
  // Where there is only one organization, it is not asked for.
  const organization = typed.organization || (await availableOrganization(token, actor, deps));
  const form = { ...typed, organization };
  const kept = scopesToKeep(token, deps.tokenService.policy);
  const picked = idsIn(form.picked ?? '');
  if (form.scopes === CHOOSE || kept.length === 0)
    return scopesPage(form, { scopes: picked.length > 0 ? picked : kept }, scopesVerbs(deps.sentences), deps);
  return rotate(form, kept, actor, deps, (errors) => formPage(form, token, actor, deps, errors));
}

/** The page of scopes was submitted. */
export async function submitRotateScopes(
  { form, ...pick }: { form: RotateForm } & ScopesPick,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return rotate(form, pick.scopes, actor, deps, async (errors) =>
    'scopes' in errors
      ? scopesPage(form, pick, scopesVerbs(deps.sentences), deps, errors['scopes'])
      : formPage(form, await deps.tokenService.get(actor, form.tokenId), actor, deps, errors),
  );
}

/** Another part of the scopes was asked for. */
export async function showRotateScopes(
  { form, ...pick }: { form: RotateForm } & ScopesPick,
  _actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return scopesPage(form, pick, scopesVerbs(deps.sentences), deps);
}

/** Back to the form with everything as it was, on both pages. */
export async function backToRotate(
  { form, scopes }: { form: RotateForm } & ScopesPick,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const picked = scopes.length > 0 ? scopes.join(',') : (form.picked ?? '');
  return formPage({ ...form, picked }, await deps.tokenService.get(actor, form.tokenId), actor, deps);
}

/** Lets the old token work two days longer than the card said; on an old copy of the card nothing is done again. */
export async function extendOverlap(
  input: AboutToken & { readonly end: Instant },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const before = await deps.tokenService.get(actor, input.tokenId);
  const token = await deps.tokenService.extendOverlap(actor, input.tokenId, input.end);
  const time = formatInstant(token.validTo, deps.sentences);
  const wasSooner = before.rotation?.state === 'overlap' && before.rotation.quietMs !== undefined;
  const news = [
    deps.sentences.say('reply.rotate.extended', { time }),
    wasSooner ? deps.sentences.say('reply.rotate.notSooner') : '',
  ];
  return cutOver(token, actor, deps, news.join(' ').trim());
}

async function rotate(
  form: RotateForm,
  scopes: readonly ScopeId[],
  actor: Actor,
  deps: FeatureDeps,
  again: (errors: FieldErrors) => Promise<Dialog> | Dialog,
): Promise<Dialog> {
  const { tokenId, formKey, name } = form;
  const { organization } = readOrganization(form.organization);
  const lifespan = readLifespan(form, deps.sentences);
  const overlapHours = Number(form.overlap) || OVERLAP_HOURS;
  try {
    const quiet = Number(form.quiet) > 0 ? { quietHours: Number(form.quiet) } : {};
    const input = { tokenId, formKey, name, organization, scopes, lifespan, overlapHours, ...quiet };
    const { token, secret, old } = await deps.tokenService.rotate(actor, input);
    const asked = endOf(lifespan, deps.tokenService.policy, token.createdAt);
    const news = [
      leftOutNews(form, deps.sentences),
      deps.sentences.say('dialog.rotate.oldWorks', { time: formatInstant(old.validTo, deps.sentences) }),
      shortenedNews(token, asked, deps),
    ];
    return secretPage(token, secret, deps, news.join(' ').trim());
  } catch (error) {
    return again(fieldErrorsOf(error, deps.sentences));
  }
}

/** The token's organization as a form's value; where it is not available any more, the first one that is. */
async function availableOrganization(token: Token, actor: Actor, deps: FeatureDeps): Promise<string> {
  const own = organizationValue({ ...token, id: token.organization });
  const values = (await organizationsFor(token, actor, deps)).map(organizationValue);
  return values.includes(own) ? own : (values[0] ?? own);
}

async function organizationsFor({ authority }: Token, actor: Actor, { tokenService }: FeatureDeps) {
  const { organizations } = await tokenService.organizations(actor);
  return organizations.filter((one) => one.authority === authority);
}

/** What today's policy changes about a rotation, said before it: the rest of the form offers only what is possible. */
async function rotationNote(
  token: Token,
  actor: Actor,
  { tokenService, sentences }: FeatureDeps,
): Promise<string> {
  const { policy } = tokenService;
  const removed = isOrganizationRemoved(token, policy)
    ? sentences.say('dialog.rotate.organizationRemoved', { organization: token.organization })
    : '';
  const { tokens } = await tokenService.listActive(actor);
  const notes = [
    removed,
    scopesNote(token, policy, sentences),
    lifespanNote(token, policy, sentences),
    limitNote(token, tokens, policy, sentences),
  ];
  return notes.filter((note) => note !== '').join(' ');
}

async function formPage(
  form: RotateForm,
  token: Token,
  actor: Actor,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Promise<Dialog> {
  const now = deps.clock.now();
  const { policy } = deps.tokenService;
  const organizations = await organizationsFor(token, actor, deps);
  const { sentences } = deps;
  const { say } = sentences;
  const end = formatInstant(token.validTo, sentences);
  const knowsUse = traitsOf(token, policy).isVerifiedHere;
  const state = tokenState(token, now);
  return {
    title: say('dialog.rotate.title'),
    height: 'large',
    card: {
      card: 'rotate-form',
      data: {
        summary: say('dialog.rotate.summary', { name: token.name }),
        ...form,
        nameError: errors['name'] ?? leftOutNews(form, sentences),
        organizations: organizationChoices(organizations),
        severalOrganizations: organizations.length > 1,
        organizationError: errors['organization'] ?? '',
        ...lifespanFields(form, policy, now, sentences, errors),
        policyNote: await rotationNote(token, actor, deps),
        scopeChoices: scopeChoicesFor(token, policy, sentences),
        scopesError: errors['scopes'] ?? '',
        overlaps: overlapChoices(sentences),
        quiets: knowsUse ? quietChoices(sentences) : [],
        knowsUse,
        quietHint: knowsUse ? say('dialog.rotate.quietHint') : say('dialog.rotate.useUnknown'),
        oldEnds:
          state === 'active'
            ? say('dialog.rotate.oldEnds', { time: end })
            : sayError(notActive(state), deps.sentences),
      },
    },
  };
}
