import { createSystemClock } from '../core/timing/clock.ts';
import { examine } from '../doctor/examination.ts';
import { type Finding, formatFindings } from '../doctor/findings.ts';
import { redact } from '../log/log.ts';
import type { Command } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';

/** `patkeeper doctor`. */
export const doctor: Command = {
  takes: '[--as OBJECT_ID] [--local-if-unset]',
  about: `Checks whether Patkeeper's settings, its store, Microsoft Entra, Azure DevOps and the public address fit together, and
changes nothing. Ends with 1 when there is a problem.

With --as and the Entra object id of somebody who has signed in, it also asks Azure DevOps for their organizations. With
--local-if-unset a missing MODE means what it means to patkeeper serve --local-if-unset.`,
  options: { as: { type: 'string' }, 'local-if-unset': { type: 'boolean' } },
  async run({ env, options }) {
    const fileNames = loadEnvFile(env);
    const { as } = options;
    const findings: readonly Finding[] = await examine({
      env,
      source: { fileNames, localIfUnset: options['local-if-unset'] === true },
      clock: createSystemClock(),
      ...(typeof as === 'string' ? { as: as.trim().toLowerCase() } : {}),
    });
    // No finding holds a secret; should one ever, it is hidden as in the log.
    process.stdout.write(redact(formatFindings(findings)));
    return findings.some(({ kind }) => kind === 'problem') ? 1 : 0;
  },
};
