// npm run build: makes a new build, whether it is needed or not.
import { inTurn, makeBuild } from './dist.js';

await inTurn(makeBuild).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
