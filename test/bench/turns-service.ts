// What a server of `bench:turns` takes from the service, as one program: the build makes a few files of it, as of Patkeeper itself.
export { loadConfig } from '../../src/config/config.ts';
export { createLog } from '../../src/log/log.ts';
export { startService } from '../../src/service/start-service.ts';
export { createCardRenderer } from '../../src/teams/cards/cards.ts';
