import { maskSecretForms } from '../core/secrets/secret-forms.ts';
import { CODE_FIELD } from '../core/sign-in.ts';
import { isObject, objectAt, textAt } from './json.ts';
import type { JsonObject } from './page/protocol.ts';

const MASK = '[masked]';
/** What Teams sends in place of a code when the person closed the sign-in window. It isn't secret. */
const CANCELLED = 'CancelledByUser';

/** The text with every token's secret replaced by a mask. */
export function maskSecrets(text: string): string {
  return maskSecretForms(text, MASK);
}

/** A copy of a JSON value with every secret masked, in every string and every key. */
export function maskJson<T>(value: T): T;
export function maskJson(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskSecrets(key), maskJson(item)]));
}

/** A value as indented JSON with secrets masked: what the inspector stores and shows. */
export function printMasked(value: unknown): string {
  return JSON.stringify(maskJson(value), null, 2) ?? '';
}

/** A copy of an activity without the code that ends a sign-in, whichever way the person brings it. */
export function maskSignIn(activity: JsonObject): JsonObject {
  const value = objectAt(activity, 'value');
  if (value === undefined) return activity;
  const withState = /^(?:signin|composeExtension)\//.test(textAt(activity, 'name'));
  const masked = withState ? masking(value, 'state') : value;
  const data = masked['data'];
  return { ...activity, value: isObject(data) ? { ...masked, data: masking(data, CODE_FIELD) } : masked };
}

function masking(object: JsonObject, name: string): JsonObject {
  const text = textAt(object, name);
  return text === '' || text === CANCELLED ? object : { ...object, [name]: MASK };
}
