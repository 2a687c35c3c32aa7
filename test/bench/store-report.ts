import { type Summary, summarize } from './store-statistics.ts';
import { OPERATIONS, type Operation } from './store-worker.ts';

/** What was measured of one store. */
export interface Measured {
  readonly kind: 'lowdb' | 'postgres';
  readonly tokens: number;
  /** A second store of the same size as the one before: what it differs by is chance. */
  readonly again?: boolean;
  /** Milliseconds to open it, each time. */
  readonly starts: readonly number[];
  /** Bytes once it is open, and after everything was done. */
  readonly rss: { readonly opened: number; readonly end: number };
  /** Milliseconds of each call, by round. */
  readonly rounds: Readonly<Record<Operation, readonly (readonly number[])[]>>;
}

/** PostgreSQL's p99 of these at `LARGE` tokens is held against that at `SMALL`. */
const JUDGED: readonly Operation[] = ['list', 'verify', 'claim'];
const [SMALL, LARGE] = [10_000, 1_000_000];
export const MOST_GROWTH = 2;

const MEGABYTE = 1024 * 1024;

/** The tables to print. */
export function describe(stores: readonly Measured[]): string {
  const tables = OPERATIONS.map((operation) => {
    const rows = stores.map((one, at) => row(one, before(stores, at), operation));
    return [heading(operation), ...rows].join('\n');
  });
  return [...tables, [HOLDING, ...stores.map((one, at) => holding(one, before(stores, at)))].join('\n')].join(
    '\n\n',
  );
}

/** What is worse than it may be. Says nothing of sizes that were not measured. */
export function missed(stores: readonly Measured[]): string[] {
  const of = (tokens: number) =>
    stores.find((one) => one.kind === 'postgres' && one.tokens === tokens && one.again !== true);
  const [small, large] = [of(SMALL), of(LARGE)];
  if (small === undefined || large === undefined) return [];
  return JUDGED.flatMap((operation) => {
    const ratio = summarize(large.rounds[operation]).p99 / summarize(small.rounds[operation]).p99;
    if (ratio <= MOST_GROWTH) return [];
    return [
      `${operation}: p99 grows ${ratio.toFixed(2)} times from ${SMALL} to ${LARGE} tokens, and ${MOST_GROWTH} is the most`,
    ];
  });
}

/** The next smaller store of its kind; for a second one of the same size the first. */
function before(stores: readonly Measured[], at: number): Measured | undefined {
  const [one, others] = [stores[at], stores.slice(0, at)];
  return others.findLast(({ kind, again }) => kind === one?.kind && again !== true);
}

function heading(operation: Operation): string {
  return `${operation.padEnd(28)}  p50 ms  growth   p99 ms  growth   p99 of the rounds`;
}

function row(one: Measured, smaller: Measured | undefined, operation: Operation): string {
  const own = summarize(one.rounds[operation]);
  const base = smaller === undefined ? undefined : summarize(smaller.rounds[operation]);
  const grown = (key: keyof Summary): string => growth(own[key], base?.[key]);
  const range = `${own.lowest.toFixed(2)} to ${own.highest.toFixed(2)}`;
  return `${name(one)}${ms(own.p50)}${grown('p50')} ${ms(own.p99)}${grown('p99')}   ${range}`;
}

const HOLDING = `${'open'.padEnd(28)}  median  growth  longest  MB opened    MB end`;

function holding(one: Measured, smaller: Measured | undefined): string {
  const [own, base] = [summarize([one.starts]), smaller && summarize([smaller.starts])];
  const longest = Math.max(...one.starts)
    .toFixed(0)
    .padStart(8);
  const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(0).padStart(10);
  return `${name(one)}${own.p50.toFixed(0).padStart(8)}${growth(own.p50, base?.p50)} ${longest} ${megabytes(one.rss.opened)}${megabytes(one.rss.end)}`;
}

function name({ kind, tokens, again }: Measured): string {
  const size = `${tokens.toLocaleString('en')}${again === true ? ' again' : ''}`;
  return `  ${kind.padEnd(9)}${size.padStart(16)} `;
}

function ms(value: number): string {
  return value.toFixed(2).padStart(8);
}

function growth(own: number, base: number | undefined): string {
  return (base === undefined ? '' : `× ${(own / base).toFixed(2)}`).padStart(8);
}
