import type { Account } from '../store/accounts.ts';
import type { PersonId } from '../tokens/token.ts';
import type { AccountState } from './directory.ts';

/**
 * What all sources together say of an account: one that says that the person is gone is enough, and a person is back only
 * when none says so any more. `stateOf` is undefined while the directory, where there is one, doesn't answer.
 */
export function stateOfAccount(
  { person, provisioned }: Account,
  stateOf: ((person: PersonId) => AccountState) | undefined,
): AccountState {
  const said = [provisioned?.state ?? 'unknown', stateOf === undefined ? 'unknown' : stateOf(person)];
  const gone = said.find((state) => state === 'deleted' || state === 'disabled');
  if (gone !== undefined) return gone;
  return stateOf !== undefined && said.includes('active') ? 'active' : 'unknown';
}
