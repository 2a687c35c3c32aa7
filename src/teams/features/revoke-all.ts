import type { Actor, Instant, Token } from '../../core/token.ts';
import type { ListReference } from '../card-data.ts';
import { plural } from '../format.ts';
import type { Card } from '../reply.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { messageCard } from './message-card.ts';

/** Asks whether all active tokens shall be revoked, with their count and names. */
export async function askRevokeAll(
  { back }: { back: ListReference },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const active = await deps.service.listActive(actor);
  // A clock that was set back must not leave out a token that the question names.
  const asOf = Math.max(deps.clock.now(), ...active.map(({ createdAt }) => createdAt));
  if (active.length === 0) return messageCard('Nothing to revoke', 'You have no active tokens.');
  const title = active.length === 1 ? 'Revoke your only token?' : `Revoke all ${active.length} tokens?`;
  return {
    card: 'revoke-all-question',
    data: { summary: title, title, asOf, names: active.map((token) => nameAndPlace(token, deps)), back },
  };
}

/** Revokes all tokens that the question named; later ones are left alone. */
export async function revokeAll(
  { asOf, back }: { asOf: Instant; back: ListReference },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const revoked = await deps.service.revokeAll(actor, asOf);
  if (revoked.length === 0) return messageCard('Nothing to revoke', 'None of them is active any more.');
  const left = (await deps.service.listActive(actor)).filter((token) => token.createdAt <= asOf).length;
  const title = `Revoked ${plural(revoked.length, 'token')}`;
  return {
    card: 'revoked-all',
    data: {
      summary: title,
      title,
      text:
        left === 0
          ? 'Whatever still uses them is refused from now on.'
          : `${plural(left, 'token')} could not be revoked. Try again.`,
      names: revoked.map((token) => nameAndPlace(token, deps)),
      back,
    },
  };
}

function nameAndPlace(token: Token, { organizationOf }: FeatureDeps): string {
  return `${token.name} (${organizationOf(token).name})`;
}
