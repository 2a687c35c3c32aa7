// npm run build: makes a new build, whether it is needed or not. With --if-needed it makes none of what is built already.
import { inTurn, isUpToDate, makeBuild } from './dist.js';

const ifNeeded = process.argv.includes('--if-needed');
await inTurn(async () => (ifNeeded && isUpToDate() ? undefined : makeBuild())).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
