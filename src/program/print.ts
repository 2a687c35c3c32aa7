import { once } from 'node:events';

/** Writes a line to the standard output, and waits when whoever reads it is slow. */
export async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
