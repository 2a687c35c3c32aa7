// npm run build: makes a new build, whether it is needed or not. With --alone no older one stays, as a package wants it.
import { inTurn, makeBuild } from './dist.js';

const alone = process.argv.includes('--alone');
await inTurn(() => makeBuild({ alone })).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
