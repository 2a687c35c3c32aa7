import type { Postgres } from '../support/postgres.ts';

/** What `bench:store` was asked for, after its name. */
export interface StoreBenchOptions {
  readonly quick: boolean;
  /** How many tokens each store holds, one store a size. */
  readonly lowdb: readonly number[];
  readonly postgres: readonly number[];
  /** PostgreSQL's memory for what it read, `1GB` say. */
  readonly sharedBuffers: string;
}

const USUAL: StoreBenchOptions = {
  quick: false,
  lowdb: [1_000, 10_000, 100_000],
  postgres: [1_000, 10_000, 100_000, 1_000_000],
  sharedBuffers: '1GB',
};
const QUICK: StoreBenchOptions = { ...USUAL, quick: true, lowdb: [1_000], postgres: [1_000, 2_000] };

/** Reads `--quick`, `--lowdb=1000,10000`, `--postgres=…` (nothing after it for none) and `--shared-buffers=128MB`. */
export function storeBenchOptions(args: readonly string[]): StoreBenchOptions {
  const usual = args.includes('--quick') ? QUICK : USUAL;
  const optionOf = (name: string): string | undefined =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const sizes = (name: 'lowdb' | 'postgres'): readonly number[] => {
    const given = optionOf(name)?.split(',').filter(Boolean).map(Number) ?? usual[name];
    if (given.some((size) => !Number.isInteger(size) || size < 1_000 || size % 10 !== 0))
      throw new Error(`--${name} takes numbers of tokens, from 1000 on, each a multiple of 10.`);
    return given;
  };
  return {
    quick: usual.quick,
    lowdb: sizes('lowdb'),
    postgres: sizes('postgres'),
    sharedBuffers: optionOf('shared-buffers') ?? usual.sharedBuffers,
  };
}

/**
 * Gives our own server that much memory: by default it takes 128 MB, a small part of what a machine for a million tokens has.
 * Gives what it has then; somebody else's server stays as it is.
 */
export async function setSharedBuffers(postgres: Postgres, url: string, size: string): Promise<string> {
  if (postgres.canStop) {
    // Fewer checkpoints while it is filled; they are not what is measured.
    await postgres.run(url, "ALTER SYSTEM SET max_wal_size = '8GB'");
    await postgres.run(url, `ALTER SYSTEM SET shared_buffers = '${size.replaceAll("'", '')}'`);
    await postgres.restart();
  }
  const { rows } = await postgres.run(url, 'SHOW shared_buffers');
  return String(rows[0]['shared_buffers']);
}
