import { PatkeeperError } from '../errors.ts';
import type { LeaverEnded, LeaverEnding } from '../leavers/leaver-ending.ts';
import type { Clock, Log } from '../ports.ts';
import type { SignIn } from '../sign-in.ts';
import { MINUTE } from '../timing/durations.ts';
import { type Instant, type PersonId, personKey, samePerson, type Token } from '../tokens/token.ts';
import type { TokenAdministration } from '../tokens/token-administration.ts';

/** Whoever's tokens could not be ended is tried again after this time: finding them may take many calls. */
const TRY_AFTER_MS = 15 * MINUTE;

export interface MemberLeaversDeps {
  readonly administration: TokenAdministration;
  /** The administrators whom the settings name: nobody else's role is known while they do nothing. */
  readonly administrators: readonly PersonId[];
  readonly signIn: Pick<SignIn, 'account'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Ends the tokens of those who left, as an administrator who has signed in for that. */
export function createMemberLeavers(deps: MemberLeaversDeps): LeaverEnding {
  const { administration, signIn, clock, log } = deps;
  const notBefore = new Map<string, Instant>();

  async function signedIn(leaver: PersonId): Promise<readonly PersonId[]> {
    const found: PersonId[] = [];
    for (const one of deps.administrators)
      if (!samePerson(one, leaver) && (await signIn.account(one)) !== undefined) found.push(one);
    return found;
  }

  /**
   * Revokes as one administrator; gives how many tokens that were of which nobody here knew. All that have not expired are
   * meant, whatever the authority says of them while the account is disabled.
   */
  async function endAs(
    administrator: PersonId,
    organization: string,
    person: PersonId,
    known: readonly string[],
  ): Promise<number> {
    const [member] = await administration.search(administrator, organization, person.objectId);
    const listed =
      member === undefined ? [] : await administration.tokensOf(administrator, organization, member.key);
    const alive = listed.filter(({ validTo }) => validTo > clock.now()).map(({ externalId }) => externalId);
    const ids = [...new Set([...known, ...alive])];
    await administration.revoke(administrator, organization, ids);
    return listed.filter(
      ({ externalId, isValid }) => isValid && alive.includes(externalId) && !known.includes(externalId),
    ).length;
  }

  /** As the first administrator who may. */
  async function endIn(
    organization: string,
    person: PersonId,
    known: readonly string[],
    administrators: readonly PersonId[],
  ): Promise<{ readonly administrator: PersonId; readonly unknown: number } | undefined> {
    for (const administrator of administrators) {
      try {
        return { administrator, unknown: await endAs(administrator, organization, person, known) };
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
        const told = { err: error, organization, person, administrator };
        log.warn(told, 'an administrator could not revoke the tokens of somebody who left');
      }
    }
    return undefined;
  }

  return {
    authority: administration.id,
    async end(person, tokens): Promise<LeaverEnded> {
      const key = personKey(person);
      const nothing: LeaverEnded = { ended: new Set(), unknown: 0 };
      if ((notBefore.get(key) ?? 0) > clock.now()) return nothing;
      notBefore.delete(key);
      const administrators = await signedIn(person);
      if (administrators.length === 0) return nothing;
      const ended = new Set<string>();
      let unknown = 0;
      let as: PersonId | undefined;
      for (const organization of new Set(tokens.map((token) => token.organization))) {
        const there = tokens.filter((token) => token.organization === organization);
        const done = await endIn(organization, person, there.flatMap(idOf), administrators);
        if (done === undefined) continue;
        as = done.administrator;
        unknown += done.unknown;
        for (const { id } of there) ended.add(id);
      }
      if (ended.size < tokens.length) notBefore.set(key, clock.now() + TRY_AFTER_MS);
      return { ended, unknown, ...(as === undefined ? {} : { administrator: as }) };
    },
  };
}

function idOf({ externalId }: Token): string[] {
  return externalId === undefined ? [] : [externalId];
}
