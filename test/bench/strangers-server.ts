// The Patkeeper of `bench:strangers`, as a process of its own: its bot listener and its verification listener as in production,
// for a bot whose tokens a fake issuer signs. It prints both URLs and, when asked, its processor time in microseconds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log/log.ts';
import { startService } from '../../src/service/start-service.ts';
import { createFakeIssuer } from '../support/jwt.ts';

const APP_ID = '6f8d0f2e-3b4c-4a5d-9e6f-7a8b9c0d1e2f';
const TENANT = '11111111-2222-4333-8444-555555555555';

const issuer = await createFakeIssuer();
const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-bench-'));
const service = await startService({
  version: '1.2.3',
  config: loadConfig({
    MODE: 'teams',
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'only-for-the-bench',
    MicrosoftAppTenantId: TENANT,
    DATA_DIR: dataDir,
    PORT: '0',
    VERIFY_PORT: '0',
  }),
  // As in production: info and above are written, each line formatted; here they go nowhere.
  log: createLog({ level: 'info', destination: { write: () => {} } }),
  cloud: issuer.cloud,
  onFatal: (error) => {
    throw error;
  },
});
const claims = issuer.claims({ appId: APP_ID, serviceUrl: 'https://smba.trafficmanager.net/emea/' });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => {
  void service
    .stop()
    .then(() => rm(dataDir, { recursive: true, force: true }))
    .then(() => process.exit(0));
});
process.send?.({
  botUrl: service.botUrl,
  verifyUrl: service.verifyUrl,
  // Signed by a key that nobody knows, under the id of one that is: it costs a whole check of a signature.
  forged: issuer.sign(claims, { unknownKey: true }),
});
