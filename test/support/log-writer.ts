// A program that logs as many lines as its argument says, goes on working meanwhile, and ends as the service does.
import { createLog } from '../../src/log/log.ts';

const log = createLog({ level: 'info' });
const lines = Number(process.argv[2]);
for (let i = 0; i < lines; i += 1) log.info({ i }, 'x'.repeat(100));
process.stderr.write('written\n');
process.once('message', () => void log.flush(1_000).then(() => process.exit(0)));
