// One server of the verification bench, as a process of its own: `bare` node:http, or the whole `patkeeper` on the data
// folder given. It prints its URL and goes when it is told to.
import { createServer } from 'node:http';
import { loadConfig } from '../../src/config/config.ts';
import { listen } from '../../src/http/lifecycle.ts';
import { createLog } from '../../src/log/log.ts';
import { startService } from '../../src/service/start-service.ts';

const [kind = '', dataDir = '', pepper = ''] = process.argv.slice(2);

async function start(): Promise<string> {
  if (kind === 'bare') {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 0 });
      response.end();
    });
    return listen(server, 0, '127.0.0.1');
  }
  const { verifyUrl = '' } = await startService({
    version: '1.2.3',
    config: loadConfig({
      MODE: 'local',
      DATA_DIR: dataDir,
      TOKEN_PEPPER: pepper,
      PORT: '0',
      VERIFY_PORT: '0',
      LOCAL_CHAT: 'off',
      TRUSTED_PROXIES: '127.0.0.1',
    }),
    // As in production: info and above are written, each line formatted; here they go nowhere.
    log: createLog({ level: 'info', destination: { write: () => {} } }),
    onFatal: (error) => {
      throw error;
    },
  });
  return verifyUrl;
}

process.stdout.write(`${await start()}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
