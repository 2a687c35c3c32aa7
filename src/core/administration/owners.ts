import type { OversightStore } from '../store/oversight.ts';
import { type PersonId, personKey } from '../tokens/token.ts';

/** The names of people, by `personKey`; whoever the bot doesn't know by name is left out. */
export async function namesOf(
  store: Pick<OversightStore, 'findPeople'>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Map(people.map((person) => [personKey(person), person])).values()];
  const known = ids.length === 0 ? [] : await store.findPeople({ words: '', ids, limit: ids.length });
  return new Map(
    known.flatMap(({ person, name }) => (name === '' ? [] : [[personKey(person), name] as const])),
  );
}
