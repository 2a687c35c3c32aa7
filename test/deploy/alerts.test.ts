import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { createMetrics } from '../../src/http/metrics.ts';
import { needTools, TOOL_PATH } from '../examples/tools.ts';
import { createFixedClock } from '../support/fixed-clock.ts';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

const PROMETHEUS = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url));
const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');
const { groups } = yaml.load(read('prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

describe('the alerts', () => {
  it('say what is wrong and what to do, and whether it may wait', () => {
    assert.ok(alerts.length > 10);
    for (const { alert, labels, annotations } of alerts) {
      assert.ok(['page', 'ticket'].includes(labels.severity), alert);
      assert.match(annotations.summary, /\S.*\.$/, alert);
      assert.match(annotations.action, /\S.*\.$/, alert);
    }
  });

  it('fire and stay silent as their tests say', async function () {
    this.timeout(60_000);
    await needTools(this, ['promtool']);
    for (const args of [
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const env = { PATH: TOOL_PATH };
      const { status, stdout, stderr } = spawnSync('promtool', args, {
        cwd: PROMETHEUS,
        env,
        encoding: 'utf8',
      });
      assert.equal(status, 0, `${stdout}${stderr}`);
    }
  });

  it('have a test each, of both', () => {
    const { tests } = yaml.load(read('prometheus/alerts.test.yml')) as { tests: { name: string }[] };
    assert.deepEqual(
      tests.map(({ name }) => name),
      alerts.flatMap(({ alert }) => [`${alert} fires`, `${alert} stays silent`]),
    );
  });
});

describe('the alerts and the dashboard', () => {
  it('look at metrics that there are, by labels that these have', async () => {
    const known = await metricNames();
    const dashboard = JSON.parse(read('grafana/patkeeper.json')) as {
      panels: { targets: { expr: string }[] }[];
    };
    const expressions = [
      ...alerts.map(({ expr }) => expr),
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    assert.ok(expressions.length > 25);
    for (const expression of expressions) {
      const names = expression.match(/\b(?:patkeeper|nodejs|process)_[a-z0-9_]+/g) ?? ['up'];
      for (const name of names) assert.ok(name === 'up' || known.has(name), `${name} in ${expression}`);
    }
  });
});

/** Those of a service with everything, with the endings that a histogram's have. */
async function metricNames(): Promise<ReadonlySet<string>> {
  const metrics = createMetrics({
    version: '1.2.3',
    undelivered: async () => [],
    unreachable: async () => 0,
    leaving: async () => [],
    watch: { clock: createFixedClock(), nextNoticeAt: async () => undefined, keyEnds: [] },
  });
  const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(
    ([, name = '', kind]) => (kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, name] : [name]),
  );
  return new Set(names);
}
