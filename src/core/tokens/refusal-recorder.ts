import type { TokenStore } from '../store/tokens.ts';
import { MINUTE } from '../timing/durations.ts';
import type { Token, TokenRefusal } from './token.ts';
import { createTokenRecorder, type TokenRecorder, type TokenRecorderDeps } from './token-recorder.ts';

interface RefusalRecorderDeps extends TokenRecorderDeps {
  readonly store: { readonly tokens: Pick<TokenStore, 'recordRefusal'> };
}

/** What a token that works was refused for, and by which service. */
export type Refused = Omit<TokenRefusal, 'at'>;

/** Notes why tokens that work are refused, at most one write in ten minutes for a token and what it lacks. */
export interface RefusalRecorder extends Pick<TokenRecorder<Refused>, 'idle' | 'end'> {
  /** Keeps that the token was refused now. */
  note(token: Token, refused: Refused): void;
}

const LONGEST_NAME = 100;
const QUIET_MS = 10 * MINUTE;

/** Creates the recorder of one process. */
export function createRefusalRecorder(deps: RefusalRecorderDeps): RefusalRecorder {
  const { note, idle, end } = createTokenRecorder<Refused, TokenRefusal>(
    {
      quietMs: QUIET_MS,
      fact: ({ service, kind, id }, now) => ({
        at: now,
        service: service.slice(0, LONGEST_NAME),
        kind,
        id: id.slice(0, LONGEST_NAME),
      }),
      write: ({ owner, id }, refusal) => deps.store.tokens.recordRefusal(owner, id, refusal),
      lastWritten: ({ lastRefused }, { kind, id }) =>
        lastRefused?.kind === kind && lastRefused.id === id ? lastRefused.at : undefined,
      words: 'why tokens were last refused',
    },
    deps,
  );
  return {
    note: (token, refused) => note(token, `${token.id} ${refused.kind} ${refused.id}`, refused),
    idle,
    end,
  };
}
