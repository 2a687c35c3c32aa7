import type { Sentences } from '../../sentences/sentences.ts';

/** What the buttons about a token are called by those who only hear them: with the token's name. */
export interface ButtonTips {
  readonly details: string;
  readonly renew: string;
  readonly rotate: string;
  readonly replace: string;
  readonly revoke: string;
  readonly why: string;
}

/** The names of the buttons about a token of this name. */
export function buttonTips(name: string, { say }: Sentences): ButtonTips {
  return {
    details: say('button.details', { name }),
    renew: say('button.renew', { name }),
    rotate: say('button.rotate', { name }),
    replace: say('button.replace', { name }),
    revoke: say('button.revoke', { name }),
    why: say('button.why', { name }),
  };
}
