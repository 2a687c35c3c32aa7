import { readDetail } from '../notices/read-detail.ts';
import type { Instant } from '../tokens/token.ts';

/** What of Patkeeper's own ends some day. */
export const KEY_NAMES = [
  'bot-secret',
  'bot-certificate',
  'sign-in-secret',
  'sign-in-certificate',
  'database-password',
  'database-certificate',
  'database-authority',
] as const;
export type KeyName = (typeof KEY_NAMES)[number];

/** A key that ends, as the message about it tells an administrator. */
export interface KeyEndDetail {
  readonly key: KeyName;
  /** The setting that holds or names it. */
  readonly setting: string;
  readonly end: Instant;
}

/** The detail as the text that a notice keeps. */
export function writeKeyEnd(detail: KeyEndDetail): string {
  return JSON.stringify(detail);
}

/** Reads that text; undefined when it is something else, for example of a newer release. */
export function readKeyEnd(text: string | undefined): KeyEndDetail | undefined {
  const { key, setting, end } = readDetail(text) ?? {};
  const name = KEY_NAMES.find((one) => one === key);
  return name === undefined || typeof setting !== 'string' || typeof end !== 'number'
    ? undefined
    : { key: name, setting, end };
}
