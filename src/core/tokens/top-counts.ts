/** Counts names, of which it keeps a few. */
export interface TopCounts {
  count(name: string): void;
  /** The names that were counted, the most frequent first. */
  names(): readonly string[];
}

/** Creates the counter. Once it has `most` names, it counts no others. */
export function createTopCounts(most = 5): TopCounts {
  const counts = new Map<string, number>();
  return {
    count(name) {
      const before = counts.get(name);
      if (before !== undefined) counts.set(name, before + 1);
      else if (counts.size < most) counts.set(name, 1);
    },
    names: () => [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name),
  };
}
