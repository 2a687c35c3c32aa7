/** The value below which this part (0 to 1) of the values lies; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** What several rounds of one thing came to, milliseconds. */
export interface Summary {
  readonly p50: number;
  /** The median of the rounds' p99: a round that the machine spoilt does not count. */
  readonly p99: number;
  /** The lowest and the highest p99 of a round: how noisy the machine was. */
  readonly lowest: number;
  readonly highest: number;
}

export function summarize(rounds: readonly (readonly number[])[]): Summary {
  const p99s = rounds.map((round) => percentile(round, 0.99));
  return {
    p50: percentile(rounds.flat(), 0.5),
    p99: median(p99s),
    lowest: Math.min(...p99s),
    highest: Math.max(...p99s),
  };
}
