import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSystemClock } from './core/timing/clock.ts';
import { examine } from './doctor/examination.ts';
import { type Finding, formatFindings } from './doctor/findings.ts';
import { redact } from './log/log.ts';
import { loadEnvFile } from './program/env-file.ts';
import { exitWith } from './program/exit-with.ts';

const USAGE = `node dist/doctor.js [--as <object id>] [--local-if-unset], or npm run doctor [-- --as <object id>]

Looks whether Patkeeper's settings, its store, Microsoft Entra, Azure DevOps and the public address fit together, and
changes nothing. With --as and the Entra object id of somebody who has signed in, it also asks Azure DevOps for their
organizations. With --local-if-unset, as npm run doctor has it, a missing MODE means what it means to npm start. Ends with 1
when there is a problem.
`;

/** The doctor's program. Like main.ts this is an entry of its own, so it may read the environment. */
async function run(): Promise<number> {
  const args = readArguments();
  if (args === undefined || args.help) {
    (args === undefined ? process.stderr : process.stdout).write(USAGE);
    return args === undefined ? 2 : 0;
  }
  const fileNames = loadEnvFile(process.env);
  const { as, 'local-if-unset': localIfUnset } = args;
  const findings: readonly Finding[] = await examine({
    env: process.env,
    source: { fileNames, localIfUnset },
    clock: createSystemClock(),
    ...(as === undefined ? {} : { as: as.trim().toLowerCase() }),
  });
  // No finding holds a secret; should one ever, it is hidden as in the log.
  process.stdout.write(redact(formatFindings(findings)));
  return findings.some(({ kind }) => kind === 'problem') ? 1 : 0;
}

function readArguments() {
  try {
    const options = {
      as: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      'local-if-unset': { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch {
    return undefined;
  }
}

// What still waits for an answer must not hold the process.
if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(await run().catch(exitWith));
