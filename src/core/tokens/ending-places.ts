/**
 * How the places of audit events begin that end a token without its owner having asked for it in chat. Whoever tells later why
 * a token ended reads them, so the writers take them from here.
 */
export const ENDING_PLACES = {
  /** A service revoked it because its secret was presented; its name follows. */
  presented: 'verification: ',
  /** A scanner found its secret; its name follows. */
  leak: 'leak report: ',
  /** Nobody used it. */
  idle: 'idle tokens',
  /** It is gone at its authority. */
  sync: 'sync',
  /** Its owner left. */
  directory: 'directory',
} as const;
