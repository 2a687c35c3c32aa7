/** So many items make a part: enough for few writes, and few enough that nobody waits for one of them. */
const PART = 256;
/** More parts than this many times the fewest possible are made anew. */
const MOST_SPLIT = 4;

interface Part<T> {
  readonly items: readonly T[];
  /** Begins with a comma. */
  readonly bytes: Buffer;
}

/**
 * The JSON text of one long list whose items are never changed in place. It remembers the text of what it was last given, by
 * parts, so that a list with one item changed costs the text of the items around it only.
 */
export interface ListText<T> {
  /** The text between the brackets, in parts; every value that is awaited lets others go first. */
  of(items: readonly T[], giveWay: () => Promise<void> | undefined): Promise<readonly Buffer[]>;
}

/** Remembers nothing yet. `encode` gives the JSON text of an item, or throws why it must not be written. */
export function createListText<T extends object>(encode: (item: T, index: number) => string): ListText<T> {
  let known = new Map<T, Part<T>>();

  function knownAt(items: readonly T[], first: number): Part<T> | undefined {
    const item = items[first];
    const part = item && known.get(item);
    return part?.items.every((one, index) => items[first + index] === one) === true ? part : undefined;
  }

  function newAt(items: readonly T[], first: number): Part<T> {
    let end = first + 1;
    while (end < items.length && end < first + PART && knownAt(items, end) === undefined) end += 1;
    const part = items.slice(first, end);
    const text = part.map((item, index) => encode(item, first + index)).join(',');
    return { items: part, bytes: Buffer.from(`,${text}`) };
  }

  return {
    async of(items, giveWay) {
      const parts: Part<T>[] = [];
      const fewest = Math.ceil(items.length / PART);
      if (known.size > MOST_SPLIT * fewest) known = new Map();
      for (let first = 0; first < items.length; ) {
        const part = knownAt(items, first) ?? newAt(items, first);
        parts.push(part);
        first += part.items.length;
        await giveWay();
      }
      known = new Map(parts.flatMap((part) => part.items.slice(0, 1).map((item) => [item, part] as const)));
      return parts.map(({ bytes }, index) => (index === 0 ? bytes.subarray(1) : bytes));
    },
  };
}
