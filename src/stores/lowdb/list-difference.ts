/** What one list has that the other has not, by identity. */
export interface Difference<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/**
 * What has come into a list and what has gone out of it. Both are long and mostly the same, item for item: only where they
 * differ is more than one look at each.
 */
export function difference<T extends object>(next: readonly T[], previous: readonly T[] = []): Difference<T> {
  if (next === previous) return { added: [], removed: [] };
  const [more, less]: [T[], T[]] = [[], []];
  const shorter = Math.min(next.length, previous.length);
  let tail = 0;
  while (tail < shorter && next[next.length - 1 - tail] === previous[previous.length - 1 - tail]) tail += 1;
  const [nextEnd, previousEnd] = [next.length - tail, previous.length - tail];
  for (let index = 0; index < Math.max(nextEnd, previousEnd); index += 1) {
    const [one, other] = [next[index], previous[index]];
    if (one === other && index < nextEnd && index < previousEnd) continue;
    if (one !== undefined && index < nextEnd) more.push(one);
    if (other !== undefined && index < previousEnd) less.push(other);
  }
  const [now, before] = [new Set(more), new Set(less)];
  return {
    added: more.filter((item) => !before.has(item)),
    removed: less.filter((item) => !now.has(item)),
  };
}
