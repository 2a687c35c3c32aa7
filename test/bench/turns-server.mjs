// One server of `bench:turns`, as a process of its own: `bare` node:http, the `stock` echo of botbuilder on restify, or
// `ours`. Its argument says which, and where it finds what it needs.
import { createServer } from 'node:http';
import { beginGauge, cpuMs } from './gauge.mjs';

/** A list card is rendered so often to see what one costs. */
const RENDERED = 3000;
const asked = JSON.parse(process.argv[2] ?? '{}');
let renderCards = () => 0;

async function startBare() {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { type, value } = JSON.parse(Buffer.concat(chunks).toString());
      const body = type === 'invoke' ? JSON.stringify({ value }) : '';
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

/** The echo bot of the Bot Framework's documentation, with an answer to invokes too; its keys come from the bench. */
async function startStock() {
  const { default: restify } = await import('restify');
  const { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, MessageFactory } = (
    await import('botbuilder')
  ).default;
  class EchoBot extends ActivityHandler {
    constructor() {
      super();
      this.onMessage(async (context, next) => {
        const text = `Echo: ${context.activity.text}`;
        await context.sendActivity(MessageFactory.text(text, text));
        await next();
      });
    }

    async onInvokeActivity(context) {
      return { status: 200, body: { value: context.activity.value } };
    }
  }
  const credentials = {
    signRequest: async (request) => {
      request.headers.set('Authorization', 'Bearer of-the-bench');
      return request;
    },
  };
  const factory = {
    isValidAppId: async (appId) => appId === asked.appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => credentials,
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: asked.appId,
      ToBotFromChannelOpenIdMetadataUrl: asked.cloud.metadataUrl,
      ToBotFromChannelTokenIssuer: asked.cloud.issuer,
      ToChannelFromBotOAuthScope: asked.cloud.scope,
      ToChannelFromBotLoginUrl: asked.cloud.loginUrl,
      OAuthUrl: 'http://127.0.0.1:1/',
    },
    factory,
  );
  const adapter = new CloudAdapter(authentication);
  adapter.onTurnError = async (_context, error) => {
    process.stderr.write(`${error.stack}\n`);
  };
  const bot = new EchoBot();
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (request, response) => {
    await adapter.process(request, response, (context) => bot.run(context));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function startOurs() {
  const { createCardRenderer, createLog, loadConfig, startService } = await import(asked.program);
  const service = await startService({
    config: loadConfig(asked.settings),
    // As in production: info and above are written, each line formatted; here they go nowhere.
    log: createLog({ level: 'info', destination: { write: () => {} } }),
    onFatal: (error) => {
      throw error;
    },
    cloud: { ...asked.cloud, isServiceUrl: (url) => url === asked.serviceUrl },
    getToken: async () => 'of-the-bench',
  });
  renderCards = async () => {
    const renderer = createCardRenderer({ actions: 'execute' });
    for (let n = 0; n < RENDERED; n += 1) renderer.render(asked.card);
    const begun = cpuMs();
    for (let n = 0; n < RENDERED; n += 1) renderer.render(asked.card);
    return (cpuMs() - begun) / RENDERED;
  };
  return Number(new URL(service.botUrl).port);
}

const port = await { bare: startBare, stock: startStock, ours: startOurs }[asked.kind]();
const ready = cpuMs();
let end = () => undefined;

process.on('message', async (question) => {
  if (question === 'end') process.exit(0);
  if (question === 'begin') {
    end = beginGauge();
    process.send({});
  } else if (question === 'figures') process.send(end());
  else if (question === 'memory') process.send(process.memoryUsage().rss / 2 ** 20);
  else if (question === 'card') process.send(await renderCards());
});
process.send({ port, readyCpuMs: ready });
