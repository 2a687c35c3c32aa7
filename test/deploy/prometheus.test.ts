import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapted, endTool, needTools, says, startTool } from '../examples/tools.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/replica-world.ts';
import { buttonData, dialogCard, type RunningService, runService } from '../support/running-service.ts';

const read = (path: string) => readFile(new URL(`../../deploy/prometheus/${path}`, import.meta.url), 'utf8');
const ALERT = 'PatkeeperNoticesLate';
const PATIENCE_MS = 60_000;

describe('Prometheus, beside a service that sends nothing', function () {
  this.timeout(120_000);
  let folder: string;
  let service: RunningService;
  let prometheus: ChildProcess | undefined;
  let url: string;

  before(async function () {
    await needTools(this, ['prometheus']);
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-prometheus-'));
    // Its dispatcher stands still, while everything else works.
    const PORT = String(await freePort());
    service = await runService({ PORT, LOCAL_DATA: 'yes' });
    const changes = [
      ['scrape_interval: 15s', 'scrape_interval: 1s'],
      ['evaluation_interval: 15s', 'evaluation_interval: 1s'],
      ["['127.0.0.1:4101', '127.0.0.1:4102']", `['${new URL(service.botUrl).host}']`],
    ] as const;
    await writeFile(join(folder, 'prometheus.yml'), adapted(await read('prometheus.yml'), changes));
    // The same alert, of whoever can't wait for five minutes.
    const late = 'expr: max(patkeeper_notices_lag_seconds) > 300\n        for: 5m';
    const rules = adapted(await read('alerts.yml'), [
      [late, 'expr: max(patkeeper_notices_lag_seconds) > 2\n        for: 1s'],
    ]);
    await writeFile(join(folder, 'alerts.yml'), rules);
    const address = `127.0.0.1:${await freePort()}`;
    url = `http://${address}`;
    const args = [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=${address}`,
    ];
    prometheus = startTool('prometheus', args, folder);
    await says(prometheus, /Server is ready to receive web requests/);
  });
  after(async () => {
    if (prometheus !== undefined) await endTool(prometheus);
    await service?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function firing(): Promise<
    readonly { labels: { severity: string }; annotations: { action: string } }[]
  > {
    const response = await fetch(`${url}/api/v1/alerts`);
    const { data } = (await response.json()) as {
      data: {
        alerts: {
          labels: { alertname: string; severity: string };
          annotations: { action: string };
          state: string;
        }[];
      };
    };
    return data.alerts.filter(({ labels, state }) => labels.alertname === ALERT && state === 'firing');
  }
  const isFiring = async () => (await firing()).length > 0;

  it('wakes somebody, who reads what to do, until the messages go out', async () => {
    assert.equal(await isFiring(), false);
    const { teams, ada, connector } = service;
    const page = dialogCard(await teams.openDialog(ada, { verb: 'create.open', name: 'Waiting' }));
    const { formKey } = buttonData(page, 'create.submit');
    const form = { name: 'Waiting', lifespan: '30', date: '', preset: 'clone' };
    await teams.submitDialog(ada, { verb: 'create.submit', formKey, ...form });
    await until('the alert', PATIENCE_MS, isFiring);
    const [alert] = await firing();
    assert.equal(alert?.labels.severity, 'page');
    assert.match(alert?.annotations.action ?? '', /LOCAL_DATA=yes/);
    assert.equal(connector.sent.length, 0);
    await service.restart({ LOCAL_DATA: 'no' });
    await connector.untilCalls(1);
    await until('the end of the alert', PATIENCE_MS, async () => !(await isFiring()));
  });
});
