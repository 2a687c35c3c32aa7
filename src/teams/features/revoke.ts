import { describeScopes } from '../../core/scopes.ts';
import { type Actor, type Token, tokenState } from '../../core/token.ts';
import type { ListReference } from '../card-data.ts';
import type { Card } from '../reply.ts';
import { describeEnd, viewToken } from '../token-view.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { type AboutToken, tokenCard } from './show.ts';

/** Asks whether a token shall be revoked, and says what stops working. */
export async function askRevoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.service.get(actor, input.tokenId);
  const now = deps.clock.now();
  switch (tokenState(token, now)) {
    case 'revoked':
      return revokedCard(token, input.back, deps, 'It was already revoked.');
    case 'expired':
      return tokenCard(token, input.back, deps, 'It has expired, so there is nothing left to revoke.');
    case 'active':
      return {
        card: 'revoke-question',
        data: {
          summary: `Revoke ${token.name}? It ${describeEnd(token, now)}.`,
          token: viewToken(token, now, deps.organizationOf),
          consequence: `Every tool that uses it in ${deps.organizationOf(token).name} stops working at once: ${describeScopes(token.scopes)}.`,
          back: input.back,
        },
      };
  }
}

/** Revokes a token; on an old copy of the card it says that this has already happened. */
export async function revoke(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { token, already } = await deps.service.revoke(actor, input.tokenId);
  const text = already ? 'It was already revoked.' : 'Whatever still uses it is refused from now on.';
  return revokedCard(token, input.back, deps, text);
}

function revokedCard(token: Token, back: ListReference, deps: FeatureDeps, text: string): Card {
  const now = deps.clock.now();
  return {
    card: 'revoked',
    data: {
      summary: `${token.name}: ${describeEnd(token, now)}`,
      token: viewToken(token, now, deps.organizationOf),
      text,
      back,
    },
  };
}
