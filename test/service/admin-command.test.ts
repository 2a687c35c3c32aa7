import assert from 'node:assert/strict';
import { askService } from '../../src/http/control/ask-service.ts';
import { LOCAL_ADMINISTRATOR, TENANT_ID } from '../../src/local/directory.ts';
import { type AdminOrder, type AdminRow, receivedAdminRow } from '../../src/service/admin-command.ts';
import {
  buttonData,
  cardOf,
  executeCard,
  type RunningService,
  runService,
  shownText,
} from '../support/running-service.ts';

const BEN = 'c37e92b4-5d08-4c6f-8b19-e4f2a6d07b58';
const ben = { name: 'Ben Ito', id: '29:Ben Ito', aadObjectId: BEN };
const cleo = { name: 'Cleo Ruiz', id: '29:Cleo Ruiz', aadObjectId: LOCAL_ADMINISTRATOR.objectId };

describe('administration through the control socket', function () {
  this.timeout(20_000);
  let world: RunningService;
  const open = async (settings: Readonly<Record<string, string>>) => {
    world = await runService(settings, { tenantId: TENANT_ID, ada: ben, ben });
  };
  afterEach(() => world.close());

  async function ask(order: unknown): Promise<AdminRow[]> {
    const rows: AdminRow[] = [];
    for await (const value of (await askService(world.dataDir, 'admin', order)) ??
      assert.fail('nobody listens'))
      rows.push(receivedAdminRow(value));
    return rows;
  }
  const owner = { tenantId: TENANT_ID, objectId: BEN };
  const list = { act: 'tokens', user: 'ann', asked: {}, sort: 'ends' } satisfies AdminOrder;
  const revoke = {
    act: 'revoke',
    user: 'ann',
    selection: { kind: 'tokens', asked: { owner } },
    reason: 'left',
    isTrial: false,
  } satisfies AdminOrder;
  const ON = { ADMIN: 'on', LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: '0' };

  it('lists, shows, and revokes; the owner is told by whom', async () => {
    await open(ON);
    const { id, secret } = await world.create(ben, 'laptop');
    const [token] = await ask(list);
    assert.equal(token?.kind === 'token' && token.row.name, 'laptop');
    assert.deepEqual(await ask({ act: 'show', user: 'ann', owner, tokenId: id }), [token]);
    const trial = await ask({ ...revoke, isTrial: true, reason: '' });
    assert.deepEqual(
      trial.map(({ kind, row }) => kind === 'job' && row.state),
      ['preview'],
    );
    const last = (await ask(revoke)).at(-1);
    assert.ok(last?.kind === 'job' && last.row.state === 'done' && last.row.revoked === 1);
    const notice = await world.untilSaid(ben, /An administrator revoked laptop/);
    assert.match(
      shownText(cardOf(notice)),
      /ann did it with a command on the server\. Reason: left\. .*ask your administrators/,
    );
    const messages = await ask({ act: 'messages', user: 'ann', asked: { owner, tokenId: id } });
    assert.ok(messages.some(({ kind, row }) => kind === 'message' && row.kind === 'revoked'));
    // What is being written would be read half.
    await world.restart();
    assert.ok(!`${await world.stored()}${JSON.stringify(messages)}`.includes(secret));
    assert.match(await world.stored(), /program:ann/);
  });

  it('waits for an administrator in the chat above the limit, also over a restart', async () => {
    await open({ ...ON, CONFIRM_ABOVE: '1' });
    await world.create(ben, 'laptop');
    await world.create(ben, 'desk');
    await world.teams.say(cleo, '/pat admin');
    const last = (await ask(revoke)).at(-1);
    assert.ok(last?.kind === 'job' && last.row.state === 'waiting');
    await world.untilSaid(cleo, /waits/);
    await world.restart();
    await world.teams.say(cleo, '/pat admin');
    const overview = cardOf(world.saidTo(cleo).at(-1));
    const { verb: _, ...data } = buttonData(overview, 'admin.job');
    const job = executeCard(await world.teams.execute(cleo, 'admin.job', data, 'message'));
    assert.match(shownText(job), /Asked for by ann \(with a command\)\. Reason: left/);
    buttonData(job, 'admin.confirm');
  });

  it('does nothing for what is no order, and nothing while administration is off', async () => {
    await open(ON);
    const orders = [undefined, null, 'list', {}, { ...list, asked: { nope: 1 } }, { ...revoke, reason: 7 }];
    for (const order of orders) await assert.rejects(ask(order ?? null), { code: 'refused' });
    await world.restart({ ADMIN: 'off' });
    await assert.rejects(ask(list), { message: /Administration is off\. Set ADMIN=on\./ });
  });
});
