import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import { record } from '../cards/invoke-value.ts';
import { hideSecrets, withoutSecretsIn } from '../cards/plain-text.ts';
import { ACTIVE_LIST, LIST_STATES } from '../features/list.ts';

const MAX_TEXT = 2000;
/** Ours, never typed: anything else than a text is a forgery. */
const id = z.string().max(MAX_TEXT);

/**
 * A field as clients send it: phones send `null` for one that was left empty, some a number for digits, and several choices
 * as a list. What is too long is cut: the domain says so beside the field, where a refused form would be lost.
 */
const optionalText = z
  .unknown()
  .optional()
  .transform((value) => fieldText(value).slice(0, MAX_TEXT));
/** What is said again: a secret that was pasted into it must not come along. */
const typedText = optionalText.transform(hideSecrets);
/** What is kept, as a name, loses secrets; `leftOut` then tells this page and those after it. */
const keptName = { name: optionalText, leftOut: optionalText };

function fieldText(value: unknown): string {
  // One level only: whoever forges a field may nest as deep as they like.
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return parts
    .filter((part) => ['string', 'number', 'boolean'].includes(typeof part))
    .map(String)
    .join(',');
}

/** What stands where `null` does, or the empty text of a choice that was cleared. */
const orDefault = <T>(schema: z.ZodType<T>) =>
  z.preprocess((value) => (value === '' ? undefined : (value ?? undefined)), schema);

/** Fields that a person types or chooses. Their meaning is checked by the domain; here only their form. */
const listInput = z.object({
  words: typedText,
  state: orDefault(z.enum(LIST_STATES).default('active')),
  // Clients differ in whether a number in a button's data comes back as one.
  page: orDefault(z.coerce.number().int().min(0).max(100_000).default(0)),
});

/** The list's own button to sign in makes the list insist on it. */
export const listOrSignInInput = listInput.extend({
  signIn: z
    .unknown()
    .optional()
    .transform((value) => value === true || value === 'true'),
});

const back = listInput.default(ACTIVE_LIST).catch(ACTIVE_LIST);

export const aboutTokenInput = z.object({ tokenId: id.min(1), back });
/** With the end that the card showed: pressed twice, or asked for twice by a network, it is done once. */
export const extendInput = aboutTokenInput.extend({ end: z.coerce.number().int().min(0) });
const lifespanInput = z.object({ lifespan: optionalText, date: optionalText });
export const renewInput = aboutTokenInput.extend(lifespanInput.shape);
export const backInput = z.object({ back });
export const revokeAllInput = z.object({ asOf: z.coerce.number().int().min(0), back });
export const signInInput = z.object({ again: z.boolean().catch(false) });
export const noInput = z.object({}).catch({});
export const suggestionInput = z.object({ command: typedText });
export const openCreateInput = z.object(keptName).transform(withoutSecretsIn('name'));
export const createFormInput = z
  .object({
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    lifespan: optionalText,
    date: optionalText,
    preset: optionalText,
  })
  .transform(withoutSecretsIn('name'));
export const laterPageInput = z.object({ form: createFormInput });
export const openRotateInput = z.object({ tokenId: id.min(1) });
export const rotateFormInput = z
  .object({
    tokenId: id.min(1),
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    lifespan: optionalText,
    date: optionalText,
    scopes: optionalText,
    overlap: optionalText,
  })
  .transform(withoutSecretsIn('name'));
const replaceFormShape = {
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
export const replaceFormInput = z.object(replaceFormShape);
export const replaceNextInput = z.object({
  form: z.object({ ...replaceFormShape, chosen: z.coerce.number().int().min(1).max(1000) }),
});
export const rotateBackInput = z.object({ form: rotateFormInput });
export const openTrackInput = z
  .object({ ...keptName, organization: optionalText })
  .transform(withoutSecretsIn('name'));
export const trackFormInput = z
  .object({
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    where: optionalText,
    date: optionalText,
    scopes: optionalText,
  })
  .transform(withoutSecretsIn('name', 'where', 'scopes'));

/** Ids of the choice sets on the page of scopes. */
export const SCOPES_FIELD = 'scopes.';

/** A form with the scopes that were ticked, from whichever choice sets the page had. */
function withTickedScopes<T>(form: z.ZodType<T>) {
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

export const chosenScopesInput = withTickedScopes(createFormInput);
export const rotateScopesInput = withTickedScopes(rotateFormInput);

/** Reads a card's data; rejects with `invalid-input` what none of our cards sends. */
export function readInput<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(record(data));
  if (result.success) return result.data;
  throw new PatkeeperError(
    'invalid-input',
    'This button can no longer be read. Type /pat list to go on from a fresh card.',
    {
      // Only where it failed: the values may be what a person typed.
      cause: new Error(
        result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '),
      ),
    },
  );
}
