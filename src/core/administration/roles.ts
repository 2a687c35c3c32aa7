import type { Clock } from '../ports.ts';
import { type Actor, type PersonId, samePerson } from '../tokens/token.ts';
import type { FreshSignIns } from './fresh-sign-in.ts';
import { ACTING_MS, LOOKING_MS, type Role } from './role.ts';

/** What somebody may do at this moment. */
export interface Standing {
  /** The greater one of a person's roles; undefined for everybody else. */
  readonly role: Role | undefined;
  /** Whether an administrator has signed in just now: without that nobody acts. */
  readonly isFresh: boolean;
}

/** Who has which role. */
export interface RoleSource {
  standingOf(actor: Actor): Promise<Standing>;
  /** Whether the settings name this person, whatever they signed in with. */
  isNamed(person: PersonId): boolean;
  /** The administrators whom the settings name. */
  readonly named: readonly PersonId[];
}

export interface RoleSourceDeps {
  readonly administrators: readonly PersonId[];
  readonly auditors: readonly PersonId[];
  readonly signIns: Pick<FreshSignIns, 'find'>;
  readonly clock: Clock;
}

const NOBODY: Standing = { role: undefined, isFresh: false };

/** Makes the source of roles: the settings, and what a person's latest sign-in said. */
export function createRoleSource({ administrators, auditors, signIns, clock }: RoleSourceDeps): RoleSource {
  const isIn = (people: readonly PersonId[], person: PersonId) =>
    people.some((one) => samePerson(one, person));
  return {
    named: administrators,
    isNamed: (person) => isIn(administrators, person) || isIn(auditors, person),
    async standingOf(actor) {
      if (actor.isGuest === true) return NOBODY;
      const now = clock.now();
      const signIn = await signIns.find(actor);
      const age = signIn === undefined ? Number.POSITIVE_INFINITY : now - signIn.at;
      const isNamed = isIn(administrators, actor);
      const isRecent = age >= 0 && age <= ACTING_MS;
      const said = age >= 0 && age <= LOOKING_MS ? (signIn?.roles ?? []) : [];
      if (isNamed || said.includes('administrator')) {
        const sinceSignIn = signIn === undefined ? Number.POSITIVE_INFINITY : now - signIn.authTime;
        const counts = isNamed || (isRecent && said.includes('administrator'));
        const isSince = sinceSignIn >= 0 && sinceSignIn <= ACTING_MS;
        return { role: 'administrator', isFresh: counts && isRecent && isSince };
      }
      return isIn(auditors, actor) || said.includes('auditor') ? { role: 'auditor', isFresh: false } : NOBODY;
    },
  };
}
