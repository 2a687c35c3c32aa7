import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log/log.ts';
import type { Service } from '../../src/service/service.ts';
import { startService } from '../../src/service/start-service.ts';
import { type ConnectorCall, createFakeConnector, type FakeConnector } from './fake-connector.ts';
import { readTree } from './read-tree.ts';
import { createTeamsDriver, type DrivenAnswer, type DrivenPerson, type TeamsDriver } from './teams-driver.ts';

type Json = Readonly<Record<string, unknown>>;

/** The whole service over real HTTP, with a fake Bot Connector behind it and its data in a folder of its own. */
export interface RunningService {
  readonly teams: TeamsDriver;
  readonly connector: FakeConnector;
  readonly ada: DrivenPerson;
  readonly ben: DrivenPerson;
  readonly dataDir: string;
  /** Where the bot answers, without the path; another one after each `restart`. */
  readonly botUrl: string;
  /** Everything that was logged so far. */
  logged(): string;
  /** Everything in the data folder. */
  stored(): Promise<string>;
  /** Stops the service and starts it again on the same data. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves with the newest message of the person's own chat that says so, waiting for it if need be. */
  untilSaid(person: DrivenPerson, words: RegExp): Promise<ConnectorCall>;
  /** The messages in the person's own chat, the oldest first. */
  saidTo(person: DrivenPerson): readonly ConnectorCall[];
  /** Creates a token through the dialog; gives its id and secret, after its notice has gone out. */
  create(person: DrivenPerson, name: string, fields?: Json): Promise<{ id: string; secret: string }>;
  get(path: string): Promise<{ status: number; body: string }>;
  /** Where tokens are verified. */
  readonly verifyUrl: string;
  /** Stops the service, so that its ports are free; `restart` starts it again. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Local mode for a driver that plays Teams, on free ports. */
const LOCAL = { MODE: 'local', LOCAL_KEY: 'off', LOCAL_CHAT: 'off', PORT: '0', VERIFY_PORT: '0' };
const TENANT_ID = '11111111-1111-4111-8111-111111111111';

/** Who writes to the service; left out, people and a tenant of the driver's own. */
export interface Writers {
  readonly tenantId: string;
  readonly ada: DrivenPerson;
  readonly ben: DrivenPerson;
}

/** Starts the service in local mode without the local chat; settings are environment variables. */
export async function runService(
  settings: Readonly<Record<string, string>> = {},
  writers?: Writers,
): Promise<RunningService> {
  const { tenantId = TENANT_ID } = writers ?? {};
  const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-'));
  const connector = await createFakeConnector();
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog({ level: 'debug', destination });

  const start = async (more: Readonly<Record<string, string>>): Promise<Service> => {
    const env = { ...LOCAL, DATA_DIR: dataDir, ...settings, ...more };
    const onFatal = (error: Error): void => {
      throw error;
    };
    return startService({ config: loadConfig(env), version: '1.2.3', log, onFatal });
  };
  const drive = (service: Service): TeamsDriver =>
    createTeamsDriver({ botUrl: service.botUrl, serviceUrl: connector.serviceUrl, tenantId });

  let service = await start({}).catch(async (error: unknown) => {
    await connector.close();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  let teams = drive(service);
  const { ada, ben } = writers ?? { ada: teams.person('Ada Park'), ben: teams.person('Ben Ito') };
  const saidTo = (person: DrivenPerson): ConnectorCall[] =>
    connector.sent.filter(({ path }) => decodeURIComponent(path).includes(`chat-with-${person.id}/`));

  /** The id in the message that a token was created. Messages about other tokens may come before it. */
  async function idInNotice(name: string, before: ReadonlySet<ConnectorCall>): Promise<string> {
    for (;;) {
      for (const call of connector.sent) {
        if (before.has(call)) continue;
        const [button] = objectsIn(call.body).filter(
          ({ data }) => isRecord(data) && data['verb'] === 'revoke.ask',
        );
        if (isRecord(button?.['data']) && messageText(call).includes(name))
          return String(button['data']['tokenId']);
      }
      await connector.untilCalls(connector.calls.length + 1);
    }
  }

  return {
    get teams() {
      return teams;
    },
    connector,
    ada,
    ben,
    dataDir,
    get botUrl() {
      return service.botUrl;
    },
    saidTo,
    async untilSaid(person, words) {
      for (;;) {
        const found = saidTo(person).findLast((call) => words.test(messageText(call)));
        if (found !== undefined) return found;
        await connector.untilCalls(connector.calls.length + 1);
      }
    },
    logged: () => lines.join(''),
    stored: () => readTree(dataDir),
    async restart(more = {}) {
      await service.stop();
      service = await start(more);
      teams = drive(service);
    },
    async create(person, name, fields = {}) {
      const page = dialogCard(await teams.openDialog(person, { verb: 'create.open', name }));
      const { formKey } = buttonData(page, 'create.submit');
      const typed = { name, lifespan: '30', date: '', preset: 'clone', ...fields };
      const before = new Set(connector.sent);
      const shown = dialogCard(
        await teams.submitDialog(person, { verb: 'create.submit', formKey, ...typed }),
      );
      const secret = secretOn(shown);
      return { id: await idInNotice(name, before), secret };
    },
    async get(path) {
      const response = await fetch(`${service.botUrl}${path}`);
      return { status: response.status, body: await response.text() };
    },
    get verifyUrl() {
      return service.verifyUrl ?? '';
    },
    stop: () => service.stop(),
    async close() {
      await service.stop();
      await connector.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The card that a message carries. */
export function cardOf(call: ConnectorCall | undefined): Json {
  const [attachment] = (call?.body['attachments'] ?? []) as readonly { content: Json }[];
  if (attachment === undefined) throw new Error('there is no message with a card');
  return attachment.content;
}

/** The card of a dialog's page. */
export function dialogCard(answer: DrivenAnswer): Json {
  const { task } = answer.body as { task: { type: string; value: { card: { content: Json } } } };
  return task.value.card.content;
}

/** The card that answers a press of an `Action.Execute` button. */
export function executeCard(answer: DrivenAnswer): Json {
  const { type, value } = answer.body as { type: string; value: Json };
  if (type !== 'application/vnd.microsoft.card.adaptive')
    throw new Error(`no card but ${type}: ${String(value)}`);
  return value;
}

/** What a message says: the text of its card, or what notifications show of a sign-in card. */
export function messageText(call: ConnectorCall): string {
  return `${shownText(call.body['attachments'])} ${String(call.body['summary'] ?? '')}`;
}

/** The secret that a dialog's last page shows. */
export function secretOn(page: Json): string {
  return String(find(page, ({ id }) => id === 'secret')['value']);
}

/** The data that a card's button with this verb would send. */
export function buttonData(card: Json, verb: string): Json {
  const button = find(card, ({ type, data }) => type === 'Action.Submit' && (data as Json)['verb'] === verb);
  return button['data'] as Json;
}

/** The text of a card as it is shown, without its inputs, and without the marks around numbers that nobody sees. */
export function shownText(card: unknown): string {
  return objectsIn(card)
    .flatMap(({ type, text }) => (type === 'TextRun' || type === 'TextBlock' ? [String(text)] : []))
    .join(' ')
    .replace(/[\u2068\u2069]/g, '');
}

function find(card: Json, matches: (object: Json) => boolean): Json {
  const found = objectsIn(card).find(matches);
  if (found === undefined) throw new Error(`not on this card: ${shownText(card)}`);
  return found;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsIn)];
}
