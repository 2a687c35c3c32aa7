import { createHash } from 'node:crypto';

export type Place = 'personal' | 'groupChat' | 'channel';

export interface DrivenPerson {
  readonly name: string;
  readonly id: string;
  readonly aadObjectId: string;
  /** The time zone of their Teams; Berlin's when left out. */
  readonly zone?: string;
}

/** What the bot's HTTP server answered; the body is undefined when there was none. */
export interface DrivenAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Where {
  readonly conversation?: Place;
  /** The activity's id, to send one twice; a new one when absent. */
  readonly id?: string;
  readonly replyToId?: string;
  readonly locale?: string;
}

export interface TeamsDriverDeps {
  /** The bot's server, without the path. */
  readonly botUrl: string;
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** The Authorization header; none when absent. */
  authorization?(): string | undefined;
}

/** Sends the bot what Teams would. */
export interface TeamsDriver {
  /** A person of the tenant; the same name gives the same person. */
  person(name: string): DrivenPerson;
  /** A typed message; outside the personal chat it begins with a mention of the bot, as it must in Teams. */
  say(person: DrivenPerson, text: string, where?: Where): Promise<DrivenAnswer>;
  invoke(person: DrivenPerson, name: string, value: unknown, where?: Where): Promise<DrivenAnswer>;
  /** Presses an Action.Submit button of the message `replyToId`. */
  submit(person: DrivenPerson, data: object, replyToId: string, where?: Where): Promise<DrivenAnswer>;
  /** Presses an Action.Execute button of the message `replyToId`. */
  execute(
    person: DrivenPerson,
    verb: string,
    data: object,
    replyToId: string,
    where?: Where,
  ): Promise<DrivenAnswer>;
  /** Presses a button that opens a dialog. */
  openDialog(person: DrivenPerson, data: object, where?: Where): Promise<DrivenAnswer>;
  submitDialog(person: DrivenPerson, data: object, where?: Where): Promise<DrivenAnswer>;
  install(person: DrivenPerson, action: 'add' | 'remove', where?: Where): Promise<DrivenAnswer>;
  /** Teams offers its own token because of a sign-in card; every client of the person does, with the card's id. */
  exchangeToken(person: DrivenPerson, id: string, token: string, where?: Where): Promise<DrivenAnswer>;
  /** The sign-in page handed Teams its code. */
  verifyState(person: DrivenPerson, state: string, where?: Where): Promise<DrivenAnswer>;
  /** Teams could not even offer its token. */
  failSignIn(person: DrivenPerson, code: string, where?: Where): Promise<DrivenAnswer>;
  /** Runs the extension's search; `more` is what a sign-in before it brought. */
  search(person: DrivenPerson, words: string, more?: object, where?: Where): Promise<DrivenAnswer>;
  /** An activity with anything in it, over the usual shape. */
  send(person: DrivenPerson, fields: object, where?: Where): Promise<DrivenAnswer>;
  /** The activity that `send` would send. */
  activity(person: DrivenPerson, fields: object, where?: Where): Record<string, unknown>;
}

const BOT = { id: '28:bot', name: 'Patkeeper' };

/** Makes a driver. Shapes are those that Teams sends to `/api/messages`. */
export function createTeamsDriver({
  botUrl,
  serviceUrl,
  tenantId,
  authorization,
}: TeamsDriverDeps): TeamsDriver {
  let count = 1_768_469_400_000;

  function activity(person: DrivenPerson, fields: object, where: Where = {}): Record<string, unknown> {
    count += 1;
    const timestamp = new Date(count).toISOString();
    return {
      id: where.id ?? String(count),
      timestamp,
      localTimestamp: timestamp,
      localTimezone: person.zone ?? 'Europe/Berlin',
      channelId: 'msteams',
      serviceUrl,
      from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
      conversation: conversationOf(person, where.conversation ?? 'personal', tenantId),
      recipient: BOT,
      locale: where.locale ?? 'en-US',
      entities: [
        {
          type: 'clientInfo',
          locale: 'en-US',
          country: 'US',
          platform: 'Web',
          timezone: person.zone ?? 'Europe/Berlin',
        },
      ],
      channelData: { tenant: { id: tenantId }, source: { name: 'message' } },
      ...(where.replyToId === undefined ? {} : { replyToId: where.replyToId }),
      ...fields,
    };
  }

  async function send(person: DrivenPerson, fields: object, where?: Where): Promise<DrivenAnswer> {
    const header = authorization?.();
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(header === undefined ? {} : { Authorization: header }),
      },
      body: JSON.stringify(activity(person, fields, where)),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  function invoke(person: DrivenPerson, name: string, value: unknown, where?: Where): Promise<DrivenAnswer> {
    return send(person, { type: 'invoke', name, value }, where);
  }

  return {
    activity,
    send,
    invoke,
    person: personOf,
    say(person, text, where = {}) {
      if ((where.conversation ?? 'personal') === 'personal') {
        return send(person, { type: 'message', text, textFormat: 'plain' }, where);
      }
      const mention = `<at>${BOT.name}</at>`;
      const entities = [{ type: 'mention', mentioned: BOT, text: mention }];
      return send(
        person,
        { type: 'message', text: `${mention} ${text}`, textFormat: 'plain', entities },
        where,
      );
    },
    submit: (person, data, replyToId, where) =>
      send(person, { type: 'message', value: data }, { ...where, replyToId }),
    execute: (person, verb, data, replyToId, where) =>
      invoke(
        person,
        'adaptiveCard/action',
        { action: { type: 'Action.Execute', id: '', verb, data }, trigger: 'manual' },
        { ...where, replyToId },
      ),
    openDialog: (person, data, where) =>
      invoke(person, 'task/fetch', { data, context: { theme: 'default' } }, where),
    submitDialog: (person, data, where) =>
      invoke(person, 'task/submit', { data, context: { theme: 'default' } }, where),
    exchangeToken: (person, id, token, where) =>
      invoke(person, 'signin/tokenExchange', { id, connectionName: '', token }, where),
    verifyState: (person, state, where) => invoke(person, 'signin/verifyState', { state }, where),
    failSignIn: (person, code, where) =>
      invoke(person, 'signin/failure', { code, message: `It failed: ${code}` }, where),
    search: (person, words, more, where) =>
      invoke(
        person,
        'composeExtension/query',
        {
          commandId: 'myTokens',
          parameters: [{ name: 'query', value: words }],
          queryOptions: { skip: 0, count: 25 },
          ...more,
        },
        where,
      ),
    install: (person, action, where) => send(person, { type: 'installationUpdate', action }, where),
  };
}

/** Ids follow from the name, so that one name means one person in every test. */
function personOf(name: string): DrivenPerson {
  const digest = createHash('sha256').update(name).digest('hex');
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ];
  return { name, id: `29:${digest.slice(32, 60)}`, aadObjectId: parts.join('-') };
}

function conversationOf(person: DrivenPerson, place: Place, tenantId: string): object {
  const common = { conversationType: place, tenantId };
  if (place === 'personal') return { ...common, id: `a:chat-with-${person.id}` };
  if (place === 'groupChat') return { ...common, id: '19:group@thread.v2', isGroup: true };
  return { ...common, id: '19:channel@thread.tacv2;messageid=1768469400000', isGroup: true };
}
