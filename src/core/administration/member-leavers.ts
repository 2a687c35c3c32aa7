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

/** What an administrator has done in an organization. */
interface Ended {
  readonly administrator: PersonId;
  /** How many tokens that were of which nobody here knew. */
  readonly unknown: number;
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
    if (ids.length > 0) await administration.revoke(administrator, organization, ids);
    return listed.filter(
      ({ externalId, isValid }) => isValid && alive.includes(externalId) && !known.includes(externalId),
    ).length;
  }

  /** As the first administrator who may; `mayHelp` says whether another try can bring something else. */
  async function endIn(
    organization: string,
    person: PersonId,
    known: readonly string[],
    administrators: readonly PersonId[],
  ): Promise<Ended | { readonly mayHelp: boolean }> {
    let mayHelp = false;
    for (const administrator of administrators) {
      try {
        return { administrator, unknown: await endAs(administrator, organization, person, known) };
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
        mayHelp ||= error.reason !== 'refused.not-token-administrator';
        const told = { err: error, organization, person, administrator };
        log.warn(told, 'an administrator could not revoke the tokens of somebody who left');
      }
    }
    return { mayHelp };
  }

  /** The organizations of the administrators, and whether all of them said theirs. */
  async function organizationsOf(
    administrators: readonly PersonId[],
  ): Promise<{ readonly names: readonly string[]; readonly isWhole: boolean }> {
    const names: string[] = [];
    let isWhole = true;
    for (const administrator of administrators) {
      try {
        names.push(...(await administration.organizations(administrator)).map(({ id }) => id));
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code === 'store-unavailable') throw error;
        isWhole = false;
        log.warn({ err: error, administrator }, 'the organizations of an administrator are not known');
      }
    }
    return { names, isWhole };
  }

  return {
    authority: administration.id,
    async end(person, tokens): Promise<LeaverEnded> {
      const key = personKey(person);
      const nothing: LeaverEnded = { ended: new Set(), unknown: 0, isWhole: false };
      if ((notBefore.get(key) ?? 0) > clock.now()) return nothing;
      notBefore.delete(key);
      const administrators = await signedIn(person);
      if (administrators.length === 0) return nothing;
      const others = await organizationsOf(administrators);
      // One that is known by a token is spelled as there.
      const names = [...tokens.map((token) => token.organization), ...others.names];
      const organizations = new Map([...names].reverse().map((name) => [name.toLowerCase(), name]));
      const ended = new Set<string>();
      let { isWhole } = others;
      let unknown = 0;
      let as: PersonId | undefined;
      for (const organization of organizations.values()) {
        const there = tokens.filter(
          (token) => token.organization.toLowerCase() === organization.toLowerCase(),
        );
        const done = await endIn(organization, person, there.flatMap(idOf), administrators);
        if ('mayHelp' in done) {
          isWhole &&= there.length === 0 && !done.mayHelp;
          continue;
        }
        as = done.administrator;
        unknown += done.unknown;
        for (const { id } of there) ended.add(id);
      }
      if (!isWhole) notBefore.set(key, clock.now() + TRY_AFTER_MS);
      return { ended, unknown, isWhole, ...(as === undefined ? {} : { administrator: as }) };
    },
  };
}

function idOf({ externalId }: Token): string[] {
  return externalId === undefined ? [] : [externalId];
}
