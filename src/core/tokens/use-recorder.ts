import type { TokenStore } from '../store/tokens.ts';
import { MINUTE } from '../timing/durations.ts';
import type { Token, TokenUse } from './token.ts';
import { createTokenRecorder, type TokenRecorder, type TokenRecorderDeps } from './token-recorder.ts';

interface UseRecorderDeps extends TokenRecorderDeps {
  readonly store: { readonly tokens: Pick<TokenStore, 'recordUse'> };
}

/** Notes uses of tokens, at most one write a minute for a token, never in the way of whoever asks. */
export interface UseRecorder extends Pick<TokenRecorder<string>, 'idle' | 'end'> {
  /** Keeps that the token was used now. */
  note(token: Token, service: string): void;
}

const LONGEST_SERVICE = 100;

/** Creates the recorder of one process. */
export function createUseRecorder(deps: UseRecorderDeps): UseRecorder {
  const { note, idle, end } = createTokenRecorder<string, TokenUse>(
    {
      quietMs: MINUTE,
      fact: (service, now) => ({ at: now, service: service.slice(0, LONGEST_SERVICE) }),
      write: ({ owner, id }, use) => deps.store.tokens.recordUse(owner, id, use),
      lastWritten: ({ lastUsed }) => lastUsed?.at,
      words: 'when tokens were last used',
    },
    deps,
  );
  return { note: (token, service) => note(token, token.id, service), idle, end };
}
