import { QUIET_HOURS } from '../../core/tokens/cut-over.ts';
import { OVERLAP_HOURS } from '../../core/tokens/overlap.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Token } from '../../core/tokens/token.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Choice } from '../cards/card-data.ts';
import { scopesToKeep } from './policy-note.ts';

/** The choice of the scopes that the old token has, as far as they are still allowed. */
export const KEEP = 'keep';
/** The choice of other scopes, on the next page. */
export const CHOOSE = 'choose';

/** How long the old token may work beside the new one; the values are hours. */
export function overlapChoices({ say }: Sentences): Choice[] {
  return [
    { title: say('count.hours', { count: 1 }), value: '1' },
    { title: say('count.days', { count: 1 }), value: String(OVERLAP_HOURS) },
    { title: say('count.days', { count: 3 }), value: '72' },
    { title: say('count.days', { count: 7 }), value: '168' },
  ];
}

/** The choice that the old token doesn't end sooner. */
export const NOT_SOONER = 'no';

/** After how many hours of silence the old token may end sooner, once the new one is used. */
export function quietChoices({ say }: Sentences): Choice[] {
  return [
    { title: say('dialog.rotate.notSooner'), value: NOT_SOONER },
    ...[6, QUIET_HOURS, 72].map((count) => ({
      title: say('dialog.rotate.quiet', { span: say('count.hours', { count }) }),
      value: String(count),
    })),
  ];
}

/** What the new token may do: as much as the old one, where that is possible, or something else. */
export function scopeChoicesFor(token: Token, policy: Policy, sentences: Sentences): Choice[] {
  const { say } = sentences;
  const kept = scopesToKeep(token, policy);
  const scopes = sayScopes(kept, sentences);
  const title =
    kept === token.scopes
      ? say('dialog.rotate.sameScopes', { scopes })
      : say('dialog.rotate.allowedScopes', { scopes });
  return [
    ...(kept.length === 0 ? [] : [{ title, value: KEEP }]),
    { title: say('dialog.rotate.otherScopes'), value: CHOOSE },
  ];
}
