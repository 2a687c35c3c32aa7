import { type Figures, median } from './measure.ts';
import type { TURNS } from './turns-requests.ts';

/** One kind of turn on one server. */
export interface TurnCase {
  readonly name: string;
  readonly server: 'bare' | 'stock' | 'ours';
  readonly turn: keyof typeof TURNS;
  /** Whether it writes to the disk: then its time is what counts, and not how many there are. */
  readonly durable?: true;
  /** Most milliseconds of processor time a turn. */
  readonly mostCpuMs?: number;
  /** Least requests per second, measured in those of another case. */
  readonly least?: { readonly times: number; readonly of: string };
}

/** One round of a case; processor time and allocation are those of one turn. */
export interface Measured extends Figures {
  readonly cpuMs: number;
  readonly allocatedKb: number;
  readonly residentMb: number;
  readonly delayP99Ms: number;
}

/** What a server took to be ready, and what it held when it had nothing to do. */
export interface Started {
  readonly readyCpuMs: number;
  readonly idleMb: number;
}

export interface TurnsResult {
  readonly measured: ReadonlyMap<TurnCase, readonly Measured[]>;
  readonly fsyncMs: number;
  readonly cardMs: number;
  readonly started: { readonly stock: Started; readonly ours: Started };
}

/** What is measured, in the order of a round. */
export const TURN_CASES: readonly TurnCase[] = [
  { name: 'bare message', server: 'bare', turn: 'message' },
  { name: 'bare invoke', server: 'bare', turn: 'invoke' },
  { name: 'stock message', server: 'stock', turn: 'message' },
  { name: 'list', server: 'ours', turn: 'list', mostCpuMs: 1.3, least: { times: 2, of: 'stock message' } },
  { name: 'stock invoke', server: 'stock', turn: 'invoke' },
  { name: 'page', server: 'ours', turn: 'page', mostCpuMs: 0.7, least: { times: 1.5, of: 'stock invoke' } },
  {
    name: 'create dialog',
    server: 'ours',
    turn: 'createDialog',
    mostCpuMs: 0.5,
    least: { times: 2, of: 'stock invoke' },
  },
  {
    name: 'revoke question',
    server: 'ours',
    turn: 'revokeQuestion',
    mostCpuMs: 0.5,
    least: { times: 2, of: 'stock invoke' },
  },
  { name: 'create', server: 'ours', turn: 'create', durable: true },
  { name: 'revoke', server: 'ours', turn: 'revoke', durable: true },
];

/** How much longer than a list what is kept on the disk may take, in milliseconds. */
const MOST_DURABLE_MS = 15;
const MOST_CARD_MS = 0.15;
const MOST_IDLE_MB = 115;
const MOST_OF_STOCK = 1.3;

/** The middle of each figure over all rounds. */
function middle(rounds: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(rounds.map((round) => round[key]));
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p99: of('p99'),
    cpuMs: of('cpuMs'),
    allocatedKb: of('allocatedKb'),
    residentMb: of('residentMb'),
    delayP99Ms: of('delayP99Ms'),
  };
}

/** The middle of the rounds' ratios of requests per second: in a round both met the same mood of the machine. */
function ratio(result: TurnsResult, one: TurnCase, name: string): number {
  const [own, other] = [roundsOf(result, one.name), roundsOf(result, name)];
  return median(own.map(({ perSecond }, round) => perSecond / (other[round]?.perSecond ?? Number.NaN)));
}

function roundsOf({ measured }: TurnsResult, name: string): readonly Measured[] {
  return [...measured].find(([one]) => one.name === name)?.[1] ?? [];
}

/** The table of what was measured. */
export function describeTurns(result: TurnsResult): string {
  const head = ['requests/s', 'p50 ms', 'p99 ms', 'CPU ms', 'alloc KB', 'delay p99', 'MB', 'ratio'];
  const lines = [`${'turn'.padEnd(18)}${head.map((title) => title.padStart(11)).join('')}`];
  for (const [one, rounds] of result.measured) {
    const { perSecond, p50, p99, cpuMs, allocatedKb, delayP99Ms, residentMb } = middle(rounds);
    const compared = one.least === undefined ? '' : ratio(result, one, one.least.of).toFixed(2);
    const cells = [
      perSecond.toFixed(0),
      p50.toFixed(1),
      p99.toFixed(1),
      cpuMs.toFixed(3),
      allocatedKb.toFixed(0),
      delayP99Ms.toFixed(1),
      residentMb.toFixed(0),
      compared,
    ];
    lines.push(`${one.name.padEnd(18)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  const { stock, ours } = result.started;
  return [
    ...lines,
    '',
    `An fsync alone: ${result.fsyncMs.toFixed(1)} ms. One rendered list card: ${result.cardMs.toFixed(3)} ms of CPU.`,
    `Ready after ${ours.readyCpuMs.toFixed(0)} ms of CPU (stock ${stock.readyCpuMs.toFixed(0)}); idle ${ours.idleMb.toFixed(0)} MB (stock ${stock.idleMb.toFixed(0)}).`,
  ].join('\n');
}

/** What is worse than it should be, in sentences; nothing where all is well. */
export function missedTurns(result: TurnsResult): string[] {
  const missed: string[] = [];
  const judge = (what: string, value: number, most: number, unit: string): void => {
    if (!(value <= most))
      missed.push(`${what}: ${value.toFixed(2)} ${unit}, and ${most.toFixed(2)} is the most`);
  };
  const listP50 = middle(roundsOf(result, 'list')).p50;
  for (const [one, rounds] of result.measured) {
    const { cpuMs, p50 } = middle(rounds);
    if (one.mostCpuMs !== undefined) judge(`${one.name}, CPU`, cpuMs, one.mostCpuMs, 'ms');
    if (one.durable) judge(`${one.name}, p50 above the list's`, p50 - listP50, MOST_DURABLE_MS, 'ms');
    if (one.least === undefined) continue;
    const times = ratio(result, one, one.least.of);
    if (!(times >= one.least.times))
      missed.push(
        `${one.name}: ${times.toFixed(2)} times the ${one.least.of}, and ${one.least.times} is the least`,
      );
  }
  const { stock, ours } = result.started;
  judge('a rendered list card', result.cardMs, MOST_CARD_MS, 'ms');
  judge('CPU until ready', ours.readyCpuMs / stock.readyCpuMs, MOST_OF_STOCK, 'of the stock echo');
  judge('idle memory', ours.idleMb, MOST_IDLE_MB, 'MB');
  const most = (server: string): number =>
    Math.max(
      ...[...result.measured]
        .filter(([one]) => one.server === server)
        .map(([, rounds]) => middle(rounds).residentMb),
    );
  judge('memory under the bench', most('ours') / most('stock'), MOST_OF_STOCK, 'of the stock echo');
  return missed;
}
