/**
 * The part of Teams that a sign-in window talks to, in the messages of TeamsJS 2 (`@microsoft/teams-js`, its
 * `internal/messageObjects` and `public/authentication`). Reading and answering only: no window is touched here.
 */
type HostMessage =
  | { readonly kind: 'answer'; readonly answer: object }
  | { readonly kind: 'success'; readonly code: string }
  | { readonly kind: 'failure'; readonly reason: string };

/** Only in this frame does TeamsJS let a page report the end of a sign-in. */
const FRAME = 'authentication';
const CLIENT = 'web';
/** Version 4 is the runtime of TeamsJS 2; this host can do nothing but sign people in. */
const RUNTIME = JSON.stringify({ apiVersion: 4, isLegacyTeams: false, supports: {} });
const LONGEST_REASON = 200;

/** Reads a message of the page in the window; undefined for what this host does not answer. */
export function readHostMessage(data: unknown): HostMessage | undefined {
  if (!isRecord(data)) return undefined;
  const { func, id, uuidAsString, args } = data;
  const given: unknown = Array.isArray(args) ? args[0] : undefined;
  switch (func) {
    case 'initialize': {
      if (typeof id !== 'number') return undefined;
      const known = typeof uuidAsString === 'string' ? { uuidAsString } : {};
      return { kind: 'answer', answer: { id, ...known, args: [FRAME, CLIENT, RUNTIME] } };
    }
    case 'authentication.authenticate.success':
      return typeof given === 'string' && given !== ''
        ? { kind: 'success', code: given }
        : { kind: 'failure', reason: 'the page gave no code' };
    case 'authentication.authenticate.failure':
      return { kind: 'failure', reason: typeof given === 'string' ? given.slice(0, LONGEST_REASON) : '' };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
