// The whole Patkeeper of `bench:reminders`, as a process of its own. Its settings are its argument.
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log/log.ts';
import { startService } from '../../src/service/start-service.ts';
import { END } from './store-child.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, string>>;
/** Messages follow one another as fast as they can. */
const UNPACED = { tenant: { everyMs: 0, burst: 1 }, conversation: { everyMs: 0, burst: 1 } };
const service = await startService({
  ...(process.argv[3] === 'unpaced' ? { pace: UNPACED } : {}),
  version: '1.2.3',
  config: loadConfig({
    MODE: 'local',
    LOCAL_KEY: 'off',
    PORT: '0',
    VERIFY: 'off',
    LOCAL_CHAT: 'off',
    ...settings,
  }),
  // As in production: info and above are written, each line formatted; here they go nowhere.
  log: createLog({ level: 'info', destination: { write: () => {} } }),
  onFatal: (error) => {
    throw error;
  },
});

/** Seconds of processor time so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

process.on('message', (asked) => {
  if (asked === END) void service.stop().then(() => process.disconnect());
  else process.send?.(cpuSeconds());
});
process.send?.(service.botUrl);
