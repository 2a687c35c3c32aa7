// A replica as a process of its own: the whole program, loaded, which starts when its parent says so, and ends with it.
import { stopAt } from './replica-stops.ts';

// `patkeeper.ts` starts what it imports: everything else is read before.
await import('../../src/commands/serve.ts');
await import('../../src/service/start-service.ts');
await import('../../src/stores/postgres/postgres-store.ts');
// Last, because what the service imports replaces parts of Node too.
stopAt(process.env['STOP_AT']);
process.stdin.on('end', () => process.exit(0));
process.stdin.once('data', () => {
  process.argv.push('serve');
  void import('../../src/patkeeper.ts');
});
process.stdout.write('loaded\n');
