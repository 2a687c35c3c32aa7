import { z } from 'zod';
import { endOf } from '../../core/tokens/policy.ts';
import { nothingToKeep, notReplaceable, signInNeeded } from '../../core/tokens/refusals.ts';
import { type Actor, type Organization, type Token, tokenState } from '../../core/tokens/token.ts';
import { type FieldErrors, fieldErrorsOf } from '../../sentences/say-error.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { ReplaceForm } from '../cards/form-data.ts';
import type { Dialog } from '../cards/reply.ts';
import { formatEnd } from '../cards/token-end.ts';
import { change, view } from './action-entry.ts';
import { organizationChoices, organizationValue, readOrganization } from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { fieldText, id, optionalText, typedText } from './input-fields.ts';
import type { LifespanFields } from './lifespan-fields.ts';
import { lifespanFields, readLifespan, sameLifespan } from './lifespan-fields.ts';
import { scopesNote, scopesToKeep } from './policy-note.ts';
import { secretPage, shortenedNews } from './secret-page.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'replace-form': Summarised &
      LifespanFields &
      ReplaceForm & {
        readonly text: string;
        readonly can: string;
        readonly nameError: string;
        readonly choices: readonly Choice[];
        readonly organizationsError: string;
      };
  }
}

const LONGEST_NAME = 64;

/** Opens the dialog that replaces a token for all organizations: it asks for which ones. */
export async function openReplace(
  { tokenId }: { tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await findReplaceable(tokenId, actor, deps);
  const offered = await organizationsFor(token, actor, deps);
  const seenIn = organizationValue({ ...token, id: token.organization });
  const form: ReplaceForm = {
    tokenId,
    formKey: deps.newFormKey(),
    name: cut(token.name, LONGEST_NAME),
    organizations: offered.some((one) => organizationValue(one) === seenIn) ? seenIn : '',
    lifespan: sameLifespan(token, deps.tokenService.policy),
    date: '',
    chosen: 0,
  };
  return formPage(form, token, actor, deps);
}

/** The form was submitted: makes the token for the first organization that was chosen. */
export async function submitReplace(
  typed: Omit<ReplaceForm, 'chosen'>,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const values = [...new Set(typed.organizations.split(/[,;]/).filter((value) => value !== ''))];
  const form = { ...typed, organizations: values.join(','), chosen: values.length };
  return makeNext({ form }, actor, deps);
}

/** A secret was copied, or the form filled in: makes the token for the next organization, and shows its secret. */
export async function makeNext(
  { form }: { form: ReplaceForm },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const old = await findReplaceable(form.tokenId, actor, deps);
  const [value, ...rest] = form.organizations.split(',');
  if (value === undefined || value === '')
    return formPage(form, old, actor, deps, {
      organization: deps.sentences.say('form.organizationsMissing'),
    });
  const { authority, organization } = readOrganization(value);
  const lifespan = readLifespan(form, deps.sentences);
  try {
    const { token, secret } = await deps.tokenService.create(actor, {
      // One form makes several tokens, each of them once.
      formKey: `${form.formKey}/${value}`,
      name: form.chosen > 1 ? nameIn(form.name, organization) : form.name,
      authority,
      organization,
      scopes: scopesToKeep(old, deps.tokenService.policy),
      lifespan,
    });
    const asked = endOf(lifespan, deps.tokenService.policy, token.createdAt);
    const next = rest.length === 0 ? null : { ...form, organizations: rest.join(',') };
    const forWhich = deps.sentences.say('dialog.replace.forOrganization', { organization });
    const news = [forWhich, shortenedNews(token, asked, deps), oldNews(old, deps)];
    return secretPage(token, secret, deps, news.filter((sentence) => sentence !== '').join(' '), next);
  } catch (error) {
    return formPage(form, old, actor, deps, fieldErrorsOf(error, deps.sentences));
  }
}

function oldNews(old: Token, { clock, sentences }: FeatureDeps): string {
  return tokenState(old, clock.now()) === 'active'
    ? sentences.say('dialog.replace.oldWorks', { time: formatEnd(old, sentences) })
    : sentences.say('dialog.replace.oldEnded');
}

async function findReplaceable(tokenId: string, actor: Actor, { tokenService, clock }: FeatureDeps) {
  const token = await tokenService.get(actor, tokenId);
  if (token.everywhere !== true || tokenState(token, clock.now()) === 'revoked') throw notReplaceable();
  if (scopesToKeep(token, tokenService.policy).length === 0) throw nothingToKeep();
  return token;
}

/** The organizations of the token's authority. Whoever has to sign in for them is asked to, and comes back. */
async function organizationsFor(
  { authority }: Token,
  actor: Actor,
  { tokenService }: FeatureDeps,
): Promise<readonly Organization[]> {
  const { organizations, signInNeeded: needed } = await tokenService.organizations(actor);
  const offered = organizations.filter((one) => one.authority === authority);
  if (offered.length === 0 && needed) throw signInNeeded();
  return offered;
}

async function formPage(
  form: ReplaceForm,
  token: Token,
  actor: Actor,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Promise<Dialog> {
  const { policy } = deps.tokenService;
  const offered = await organizationsFor(token, actor, deps);
  const { sentences } = deps;
  const { say } = sentences;
  return {
    title: say('dialog.replace.title'),
    height: 'large',
    card: {
      card: 'replace-form',
      data: {
        summary: say('dialog.replace.summary', { name: token.name }),
        ...form,
        text: [say('dialog.replace.text'), scopesNote(token, policy, sentences)].join(' ').trim(),
        can: say('dialog.replace.can', { scopes: sayScopes(scopesToKeep(token, policy), sentences) }),
        nameError: errors['name'] ?? '',
        choices: organizationChoices(offered),
        organizationsError: errors['organization'] ?? errors['scopes'] ?? '',
        ...lifespanFields(form, policy, deps.clock.now(), sentences, errors),
      },
    },
  };
}

/** Two active tokens of a person never have the same name: each of several is named after its organization, too. */
function nameIn(name: string, organization: string): string {
  const place = ` (${organization})`;
  return `${cut(name, LONGEST_NAME - [...place].length)}${place}`;
}

function cut(text: string, length: number): string {
  return [...text].slice(0, Math.max(0, length)).join('').trim();
}

const formShape = {
  tokenId: id.min(1),
  formKey: id.min(16).max(64),
  name: typedText,
  /** Values of choices with commas between; a person is in hundreds of organizations at most. */
  organizations: z
    .unknown()
    .optional()
    .transform((value) => fieldText(value).slice(0, 20_000)),
  lifespan: optionalText,
  date: optionalText,
};
const nextInput = z.object({
  form: z.object({ ...formShape, chosen: z.coerce.number().int().min(1).max(1000) }),
});

/** The buttons of the replace dialog. */
export const replaceDialogActions = {
  'replace.open': view(z.object({ tokenId: id.min(1) }), openReplace),
  'replace.submit': change(z.object(formShape), submitReplace),
  'replace.next': change(nextInput, makeNext),
};
