import type { Actor } from '../../core/tokens/token.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import { whoami } from '../features/account.ts';
import { byName } from '../features/by-name.ts';
import { moveClock } from '../features/clock.ts';
import { offerCreate } from '../features/create.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { help } from '../features/help.ts';
import { ACTIVE_LIST, list } from '../features/list.ts';
import { askRevokeAll } from '../features/revoke-all.ts';
import { signIn } from '../features/sign-in.ts';
import { signOut } from '../features/sign-out.ts';
import { offerTrack } from '../features/track.ts';
import type { Command } from './commands.ts';

/** Does what a typed text asks for; `unseen` where nobody but the actor sees the answer. */
export async function runCommand(
  command: Command,
  actor: Actor,
  deps: FeatureDeps,
  unseen: boolean,
): Promise<ChatReply> {
  switch (command.name) {
    case 'help':
      return help(command, deps);
    case 'new':
      return offerCreate(command, actor, deps, unseen ? 'actor' : 'everybody');
    case 'list':
      return toActor(await list({ ...ACTIVE_LIST, words: command.words, state: command.state }, actor, deps));
    case 'show':
    case 'renew':
    case 'rotate':
    case 'revoke':
      return toActor(await byName(command, actor, deps));
    case 'track':
      return toActor(offerTrack(command));
    case 'revoke-all':
      return toActor(await askRevokeAll({ back: ACTIVE_LIST }, actor, deps));
    case 'signin':
      return toActor(await signIn({ again: false }, actor, deps));
    case 'signout':
      return toActor(await signOut({}, actor, deps));
    case 'whoami':
      return toActor(await whoami(actor, deps));
    case 'clock':
      return moveClock(command, deps);
  }
}
