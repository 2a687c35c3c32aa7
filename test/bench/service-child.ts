// A whole Patkeeper in local mode as a process of its own, which tells how it feels. Its settings are its argument.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log/log.ts';
import { startService } from '../../src/service/start-service.ts';
import { END } from './store-child.ts';

/** Where it listens. */
export interface ServiceUrls {
  readonly botUrl: string;
  readonly verifyUrl: string;
}

/** How the process has been since it was asked last. */
export interface Health {
  /** Milliseconds of processor time. */
  readonly cpuMs: number;
  /** The longest time for which nothing else could go on, in milliseconds. */
  readonly longestBlockMs: number;
  readonly residentMb: number;
}

const RESOLUTION_MS = 2;

const settings = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, string>>;
const service = await startService({
  config: loadConfig({
    MODE: 'local',
    LOCAL_KEY: 'off',
    PORT: '0',
    VERIFY_PORT: '0',
    LOCAL_CHAT: 'off',
    ...settings,
  }),
  version: 'bench',
  // As in production: info and above are written, each line formatted; here they go nowhere.
  log: createLog({ level: 'info', destination: { write: () => {} } }),
  onFatal: (error) => {
    throw error;
  },
});
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
let cpu = process.cpuUsage();

function health(): Health {
  const { user, system } = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  const longestBlockMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
  delay.reset();
  return {
    cpuMs: (user + system) / 1000,
    longestBlockMs,
    residentMb: process.memoryUsage().rss / 2 ** 20,
  };
}

process.on('message', (asked) => {
  if (asked === END) void service.stop().then(() => process.disconnect());
  else process.send?.(health());
});
const urls: ServiceUrls = { botUrl: service.botUrl, verifyUrl: service.verifyUrl ?? '' };
process.send?.(urls);
