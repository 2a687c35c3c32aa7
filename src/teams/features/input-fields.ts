import { z } from 'zod';
import { PatkeeperError } from '../../core/errors.ts';
import { objectOf } from '../cards/invoke-value.ts';
import { ACTIVE_LIST, LIST_STATES } from '../cards/list-page.ts';
import { hideSecrets } from '../cards/plain-text.ts';

/** Most characters that are read of a field. */
export const MAX_TEXT = 2000;
/** Ours, never typed: anything else than a text is a forgery. */
export const id = z.string().max(MAX_TEXT);

/**
 * A field as clients send it: phones send `null` for one that was left empty, some a number for digits, and several choices
 * as a list. What is too long is cut: the domain says so beside the field, where a refused form would be lost.
 */
export const optionalText = z
  .unknown()
  .optional()
  .transform((value) => fieldText(value).slice(0, MAX_TEXT));
/** What is said again: a secret that was pasted into it must not come along. */
export const typedText = optionalText.transform(hideSecrets);
/** What is kept, as a name, loses secrets; `leftOut` then tells this page and those after it. */
export const keptName = { name: optionalText, leftOut: optionalText };

/** The text of a field; choices of several have commas between. */
export function fieldText(value: unknown): string {
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

/** Which list to show. Fields that a person types or chooses: their meaning is checked by the domain; here only their form. */
export const listInput = z.object({
  words: typedText,
  state: orDefault(z.enum(LIST_STATES).default('active')),
  // Clients differ in whether a number in a button's data comes back as one.
  page: orDefault(z.coerce.number().int().min(0).max(100_000).default(0)),
});

/** The list that a card came from; the active tokens where it doesn't say. */
export const back = listInput.default(ACTIVE_LIST).catch(ACTIVE_LIST);

/** For buttons about one token. */
export const aboutTokenInput = z.object({ tokenId: id.min(1), back });
/** A new lifespan, as its two fields give it. */
export const lifespanFieldsInput = z.object({ lifespan: optionalText, date: optionalText });
/** For buttons that say everything by their verb. */
export const noInput = z.object({}).catch({});

/** Reads a card's data; rejects with `invalid-input` what none of our cards sends. */
export function readInput<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(objectOf(data));
  if (result.success) return result.data;
  throw new PatkeeperError(
    'invalid-input.button-out-of-date',
    {},
    {
      // Only where it failed: the values may be what a person typed.
      cause: new Error(
        result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; '),
      ),
    },
  );
}
