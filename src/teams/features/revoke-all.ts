import { z } from 'zod';
import { type Actor, type Instant, knownSince, type Token } from '../../core/tokens/token.ts';
import { sayError } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Summarised } from '../cards/card-data.ts';
import type { ListReference } from '../cards/list-page.ts';
import { ACTIVE_LIST } from '../cards/list-page.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { change, view } from './action-entry.ts';
import { bareWord } from './bare-word.ts';
import { command } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { back as backField } from './input-fields.ts';

/** Several tokens by name, and the way back to the list. */
interface NamedTokens extends Summarised {
  readonly names: readonly string[];
  readonly more: string;
  /** How many others are only remembered and stay; empty when there are none. */
  readonly kept: string;
  readonly back: ListReference;
}

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'revoke-all-question': NamedTokens & {
      readonly title: string;
      readonly asOf: number;
      /** Why there may be others; empty when these are all. */
      readonly problem: string;
    };
    'revoked-all': NamedTokens & { readonly title: string; readonly text: string };
  }
}

const MOST_NAMES = 50;

/** Asks whether to revoke all active tokens, with their count and names; those that are only remembered stay. */
export async function askRevokeAll(
  { back }: { back: ListReference },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { tokens: active, problem } = await deps.tokenService.listActive(actor);
  const meant = active.filter(deps.tokenService.canRevoke);
  const kept = keptText(active, deps);
  // What is found while the question is read is not meant; and the clock may have been set back.
  const asOf = Math.max(0, ...meant.map(knownSince));
  if (meant.length === 0) return nothingToRevoke(kept, deps.sentences);
  const title = titleOf(meant.length, active.length, deps.sentences);
  return {
    card: 'revoke-all-question',
    data: {
      summary: title,
      title,
      asOf,
      ...someNames(meant, deps),
      problem:
        problem === undefined
          ? ''
          : deps.sentences.say('reply.revokeAll.mayBeMore', { problem: sayError(problem, deps.sentences) }),
      kept,
      back,
    },
  };
}

function nothingToRevoke(kept: string, { say }: Sentences): Card {
  const title = say('reply.revokeAll.nothing');
  if (kept === '') return messageCard(title, say('reply.revokeAll.noneActive'));
  return messageCard(title, `${say('reply.revokeAll.noneRevocable')} ${kept}`, { offerList: true });
}

function titleOf(meant: number, active: number, { say }: Sentences): string {
  const count = { count: meant };
  return meant < active ? say('reply.revokeAll.titleOfSome', count) : say('reply.revokeAll.title', count);
}

/** Revokes all tokens that the question named; later ones are left alone. */
export async function revokeAll(
  { asOf, back }: { asOf: Instant; back: ListReference },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const { tokenService, sentences } = deps;
  const { say } = sentences;
  const revoked = await tokenService.revokeAll(actor, asOf);
  if (revoked.length === 0)
    return messageCard(say('reply.revokeAll.nothing'), say('reply.revokeAll.noneLeft'));
  const { tokens } = await tokenService.listActive(actor);
  const left = tokens.filter((token) => knownSince(token) <= asOf && tokenService.canRevoke(token)).length;
  const title = say('reply.revokeAll.done', { count: revoked.length });
  return {
    card: 'revoked-all',
    data: {
      summary: title,
      title,
      text: left === 0 ? say('reply.revokeAll.refused') : say('reply.revokeAll.left', { count: left }),
      kept: keptText(tokens, deps),
      ...someNames(revoked, deps),
      back,
    },
  };
}

/** How many of these are only remembered, and what to do about them; empty when none is. */
function keptText(active: readonly Token[], { tokenService, sentences }: FeatureDeps): string {
  const count = active.filter((token) => !tokenService.canRevoke(token)).length;
  return count === 0 ? '' : sentences.say('reply.revokeAll.kept', { count });
}

/** As many names as a message can hold. */
function someNames(tokens: readonly Token[], deps: FeatureDeps): { names: string[]; more: string } {
  const names = tokens.slice(0, MOST_NAMES).map((token) => nameAndPlace(token, deps));
  const rest = tokens.length - names.length;
  return { names, more: rest === 0 ? '' : deps.sentences.say('reply.revokeAll.more', { count: rest }) };
}

function nameAndPlace(token: Token, { organizationOf }: FeatureDeps): string {
  return `${token.name} (${organizationOf(token).name})`;
}

/** `revoke all`, `revoke all of my tokens`. */
const NO_MORE = /^(?:(?:of )?(?:my )?(?:tokens|pats))?$/;

/** The command `revoke all`. It only asks. */
export const revokeAllCommand = command({
  name: 'revoke-all',
  help: { does: 'command.revoke-all.does' },
  inManifest: 'command.revoke-all.list',
  onlyAsks: true,
  read: (words) => (NO_MORE.test(words.map(bareWord).join(' ')) ? {} : undefined),
  run: async (_none, { actor, deps }) => toActor(await askRevokeAll({ back: ACTIVE_LIST }, actor, deps)),
});

/** The buttons that end all tokens. */
export const revokeAllActions = {
  'revoke-all.ask': view(z.object({ back: backField }), askRevokeAll),
  'revoke-all': change(z.object({ asOf: z.coerce.number().int().min(0), back: backField }), revokeAll),
};
