import type { Actor } from '../../core/tokens/token.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { viewToken } from '../cards/token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { ACTIVE_LIST, describeProblem } from './list.ts';
import { askRenew } from './renew.ts';
import { askRevoke } from './revoke.ts';
import { offerRotate } from './rotate.ts';
import { show } from './show.ts';
import { signInFirst } from './sign-in.ts';

const MOST_CANDIDATES = 10;

const VERBS = {
  show: { run: show, verb: 'show', button: 'Show', ask: 'Which one?' },
  renew: { run: askRenew, verb: 'renew.ask', button: 'Renew', ask: 'Renew which one?' },
  rotate: { run: offerRotate, verb: 'show', button: 'Show', ask: 'Rotate which one?' },
  revoke: { run: askRevoke, verb: 'revoke.ask', button: 'Revoke', ask: 'Revoke which one?' },
} as const;

/** Does something with the token that a typed name means; shows the candidates when it could be several. */
export async function byName(
  { name, tokenName }: { name: keyof typeof VERBS; tokenName: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { run, verb, button, ask } = VERBS[name];
  const { tokens: found, problem } = await deps.service.find(actor, tokenName);
  const [first] = found;
  if (first === undefined) {
    await signInFirst({ problem, total: 0 }, actor, deps);
    const none = `None of your tokens has a name that begins with “${tokenName}”. ${describeProblem(problem)}`;
    return messageCard('No such token', none.trim(), { offerList: true });
  }
  if (found.length === 1) return run({ tokenId: first.id, back: ACTIVE_LIST }, actor, deps);
  const now = deps.clock.now();
  const title = `${found.length} tokens begin with “${tokenName}”. ${ask}`;
  const more =
    found.length > MOST_CANDIDATES
      ? `And ${found.length - MOST_CANDIDATES} more: type more of the name.`
      : '';
  const tokens = found
    .slice(0, MOST_CANDIDATES)
    .map((token) => ({ ...viewToken(token, now, deps.organizationOf, deps.service.policy), verb, button }));
  return { card: 'candidates', data: { summary: title, title, tokens, more, back: ACTIVE_LIST } };
}
