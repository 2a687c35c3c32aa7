import { HOUR, MINUTE } from '../timing/durations.ts';

/** What a person may do with the tokens of others. An administrator sees and acts, an auditor sees. */
export type Role = 'administrator' | 'auditor';

/** So long a role of a sign-in counts for looking, in milliseconds. */
export const LOOKING_MS = HOUR;
/** So long it counts for acting; the sign-in itself must be as new. */
export const ACTING_MS = 15 * MINUTE;
