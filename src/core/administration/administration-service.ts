import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type Actor, ownerOf } from '../tokens/token.ts';
import type { Administration } from './administration.ts';
import type { AdministrationAudit } from './administration-audit.ts';
import type { AdministratorSignIn } from './fresh-sign-in.ts';
import { createGuard } from './guard.ts';
import { createLooking, type LookingDeps } from './looking.ts';
import { createMembers, type MembersDeps } from './members.ts';
import { createMessages, type MessagesDeps } from './messages.ts';
import { createRequests, type RequestsDeps } from './requests.ts';
import type { RoleSource } from './roles.ts';

export interface AdministrationDeps
  extends Omit<LookingDeps, 'guard' | 'store'>,
    Omit<RequestsDeps, 'guard' | 'store' | 'elsewhere'>,
    Omit<MessagesDeps, 'guard' | 'store'> {
  /** An authority whose administrators see and end the tokens of its members, and their sign-in there; absent where there is none. */
  readonly elsewhere?: Pick<MembersDeps, 'administration' | 'memberTokens' | 'signIn'>;
  readonly roles: RoleSource;
  readonly signIn: AdministratorSignIn;
  readonly audit: AdministrationAudit;
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens' | 'notices' | 'oversight' | 'rateLimits'>;
}

/** Creates administration: who may, what they see, and what they do. */
export function createAdministration(deps: AdministrationDeps): Administration {
  const { roles, signIn, audit, elsewhere, ...rest } = deps;
  const guard = createGuard(deps);
  const looking = createLooking({ ...deps, guard });
  const messages = createMessages({ ...deps, guard });
  const refusing = audit.recordingRefusals;
  const asked = elsewhere && {
    authority: elsewhere.administration.id,
    isSignedIn: async (actor: Actor) => (await elsewhere.signIn.account(ownerOf(actor))) !== undefined,
  };
  return {
    standingOf: roles.standingOf,
    turnedAway: (actor) => audit.record(actor, 'refuse', 'a button of administration: refused.no-role'),
    overview: (actor) => refusing(actor, 'overview', () => looking.overview(actor)),
    list: (actor, ...rest) => refusing(actor, 'list', () => looking.list(actor, ...rest)),
    find: (actor, words) => refusing(actor, 'find', () => looking.find(actor, words)),
    show: (actor, ...rest) => refusing(actor, 'show', () => looking.show(actor, ...rest)),
    identify: (actor, secret) => refusing(actor, 'identify', () => looking.identify(actor, secret)),
    ...createRequests({ ...rest, audit, guard, ...(asked === undefined ? {} : { elsewhere: asked }) }),
    ...(elsewhere === undefined ? {} : { members: createMembers({ ...rest, audit, guard, ...elsewhere }) }),
    messages: (actor, ...rest) => refusing(actor, 'messages', () => messages.messages(actor, ...rest)),
    unreached: (actor, after) => refusing(actor, 'unreached', () => messages.unreached(actor, after)),
    tryAgain: (actor, owner) => refusing(actor, 'resend', () => messages.tryAgain(actor, owner)),
    startSignIn: (actor) =>
      refusing(actor, 'sign in', async () => {
        await guard.seeing(actor);
        return signIn.start(ownerOf(actor));
      }),
    confirmSignIn: (actor, code) =>
      refusing(actor, 'sign in', async () => {
        await signIn.confirm(ownerOf(actor), code);
        await audit.record(actor, 'sign-in', 'for administration');
      }),
  };
}
