// node scripts/run.js COMMAND [...]: runs what is built; before that it builds what has changed, if it can.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canBuild, ROOT } from './build-tree.js';
import { inTurn, isUpToDate, makeBuild, newestBuild, PROGRAM } from './dist.js';

const NO_PACKAGES = 'The packages are missing: run "npm ci", then try again.';
const NOTHING_TO_RUN =
  'There is no build here, and no compiler that could make one: run "npm ci" without --omit=dev, then try again.';
const OLD_BUILD =
  'What is built is older than src/, and the compiler is missing: the old build runs. To run what is here, run "npm ci" first.';

/** Gives what keeps the newest build from running; undefined when it is ready. */
async function prepare() {
  if (canBuild()) {
    if (!isUpToDate()) await inTurn(async () => (isUpToDate() ? undefined : makeBuild()));
    return undefined;
  }
  if (newestBuild() === undefined)
    return existsSync(join(ROOT, 'node_modules')) ? NOTHING_TO_RUN : NO_PACKAGES;
  // Without sources there is nothing that the build could be older than.
  if (existsSync(join(ROOT, 'src')) && !isUpToDate()) process.stderr.write(`${OLD_BUILD}\n`);
  return undefined;
}

const problem = await prepare().catch((error) => String(error.message));
if (problem === undefined) {
  process.argv[1] = PROGRAM;
  await import(pathToFileURL(PROGRAM).href);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
