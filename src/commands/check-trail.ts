import { type ChainReport, createChainCheck } from '../core/audit/chain-check.ts';
import type { Seal } from '../core/audit/seal.ts';
import type { CommandInput } from '../program/command.ts';
import { findTrail } from './audit-lines.ts';

/** Checks the audit trail of the settings, or that of files in their order; it must have the head, where one is named. */
export async function checkTrail(
  input: CommandInput,
  paths: readonly string[],
  named?: Pick<Seal, 'number' | 'hash'>,
): Promise<ChainReport> {
  const trail = await findTrail(input, paths);
  const head = named ?? trail.head;
  const check = createChainCheck({
    goneBefore: Date.now() - trail.keepMs,
    ...(head === undefined ? {} : { head }),
  });
  await trail.read(async (lines) => {
    for await (const { item } of lines) check.add(item);
  });
  return check.finish();
}
