import { readHead } from '../core/audit/chain.ts';
import { OperatorError } from '../core/errors.ts';
import type { Command, CommandInput } from '../program/command.ts';
import { print } from '../program/print.ts';
import { csvHeader, csvLine } from './audit-csv.ts';
import { findTrail } from './audit-lines.ts';
import { sayReport } from './audit-report.ts';
import { checkTrail } from './check-trail.ts';

/** `patkeeper audit`. */
export const audit: Command = {
  takes: 'export [--format json|csv], or verify [FILE...] [--head HEAD]',
  about: `export writes the audit trail of the store to the standard output: JSON lines, with the seals that verify needs, or CSV for
people. Patkeeper may run meanwhile.

verify checks the trail of the store, or that of files: exports in JSON lines, or rotated journals in their order. It finds an
event or a seal that was changed, removed, inserted or swapped. Whoever can write to the store can compute every seal anew: with
--head and a head that the log or the collector of AUDIT_PUSH has kept (NUMBER:HASH), that is found too. Ends with 1 when
something is wrong.`,
  options: { format: { type: 'string' }, head: { type: 'string' } },
  words: [1, 1000],
  run(input) {
    const [what, ...paths] = input.words;
    if (what === 'export' && paths.length === 0 && input.options['head'] === undefined) return write(input);
    if (what === 'verify' && input.options['format'] === undefined) return verify(input, paths);
    return Promise.reject(
      wrong('Write: patkeeper audit export [--format json|csv], or verify [FILE...] [--head HEAD].'),
    );
  },
};

async function write(input: CommandInput): Promise<number> {
  const { format = 'json' } = input.options;
  if (format !== 'json' && format !== 'csv') throw wrong('Write --format json or --format csv.');
  const trail = await findTrail(input, []);
  await trail.read(async (lines) => {
    if (format === 'csv') await print(csvHeader());
    for await (const { text, event } of lines) {
      if (format === 'json' && text !== '') await print(text);
      if (format === 'csv' && event !== undefined) await print(csvLine(event));
    }
  });
  return 0;
}

async function verify(input: CommandInput, paths: readonly string[]): Promise<number> {
  const { head: asked } = input.options;
  const named = typeof asked === 'string' ? readHead(asked) : undefined;
  if (asked !== undefined && named === undefined) throw wrong('Write --head NUMBER:HASH, as the log has it.');
  const report = await checkTrail(input, paths, named);
  process.stdout.write(`${sayReport(report).join('\n')}\n`);
  return report.problems.length === 0 ? 0 : 1;
}

function wrong(sentence: string): OperatorError {
  return new OperatorError('invalid-input.setting', sentence);
}
