import assert from 'node:assert/strict';
import fc from 'fast-check';
import { correlationId, withCorrelation } from '../../src/core/correlation.ts';
import { generateSecret, Secret } from '../../src/core/secrets/secret.ts';
import { createLog, type LogOptions, redact } from '../../src/log/log.ts';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

const of = (alphabet: string, min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
const alphanumeric = (min: number, max = min) => of(DIGITS + LOWER + UPPER, min, max);
const base64url = (min: number, max: number) => of(`${DIGITS}${LOWER}${UPPER}-_`, min, max);

/** Secrets that are known by their form, wherever they stand. */
const formed = fc.oneof(
  fc.constant(null).map(() => generateSecret().secret.reveal()),
  alphanumeric(61).map((rest) => `pat_${rest}`),
  of(`${LOWER}234567`, 52),
  fc
    .tuple(alphanumeric(52), alphanumeric(1), of('ABCDEFGHIJKL', 1), alphanumeric(12), alphanumeric(4))
    .map(([a, b, c, d, e]) => `${a}JQQJ99${b}${c}${d}AAAAAZDO${e}`),
  fc
    .tuple(base64url(10, 60), base64url(10, 90), base64url(40, 90))
    .map(([header, payload, signature]) => `eyJ${header}.eyJ${payload}.${signature}`),
);

/** A secret without a form of its own. */
const password = of(`${LOWER}${UPPER}${DIGITS}!$%*+-.^_~`, 12, 30);

/** What was written: the raw lines and the fields of the first. */
function written(write: (log: ReturnType<typeof createLog>) => void, options: Partial<LogOptions> = {}) {
  let text = '';
  const destination = {
    write: (line: string) => {
      text += line;
    },
  };
  write(createLog({ level: 'debug', destination, ...options }));
  return text;
}

function fieldsOf(fields: object): Record<string, unknown> {
  const { level, time, msg, ...rest } = JSON.parse(written((log) => log.info(fields, 'message')));
  assert.deepEqual([level, msg, typeof time], ['info', 'message', 'string']);
  return rest;
}

describe('a line of the log', () => {
  it('bears the correlation id of the work that it is about, and none outside of any', () => {
    const id = withCorrelation(() => {
      assert.deepEqual(fieldsOf({ a: 1 }), { a: 1, correlationId: correlationId() });
      return correlationId();
    });
    assert.ok(id !== undefined);
    assert.deepEqual(fieldsOf({ a: 1 }), { a: 1 });
  });
});

describe('redact', () => {
  it('hides every known form of token, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string(), formed, fc.string(), (before, secret, after) => {
        assert.ok(!redact(before + secret + after).includes(secret));
        assert.ok(!redact(`x${secret}y`).includes(secret.slice(10, -10)));
      }),
    );
  });

  it('hides the values of sign-in headers', () => {
    const header = fc.constantFrom(
      'Authorization: Basic ',
      'authorization: bearer ',
      'Bearer ',
      'Basic ',
      'Bearer%20',
      'Authorization=Custom ',
      '{"Authorization":"Basic ',
      "{ authorization: 'Bearer ",
      '{\\"Proxy-Authorization\\":\\"Basic ',
      'Cookie: a=',
      'set-cookie: sid=',
      '{"set-cookie":["sid=',
    );
    const value = fc.oneof(
      base64url(10, 60),
      password.map((text) => Buffer.from(`:${text}`).toString('base64')),
    );
    fc.assert(
      fc.property(
        header,
        value,
        fc.constantFrom('', '"', "'}", '\r\nHost: x', '\\"}'),
        (name, secret, after) => {
          const safe = redact(name + secret + after);
          assert.ok(safe.includes('[redacted]'), safe);
          assert.ok(!safe.includes(secret), safe);
        },
      ),
    );
    assert.equal(redact('Basic Og== to db'), 'Basic [redacted] to db');
  });

  it('hides the password in URLs and connection strings', () => {
    const form = fc.constantFrom<(secret: string) => string>(
      (secret) => `postgresql://bot:${secret}@db.example.com:5432/patkeeper`,
      (secret) => `postgres://bot:${secret}/@'"?#@db/patkeeper`,
      (secret) => `https://anything:${secret}@dev.azure.com/contoso`,
      (secret) => `https://${secret}@example.com/`,
      (secret) => `postgresql://db/patkeeper?user=bot&password=${secret}`,
      (secret) => `host=db password='${secret} and more' user=bot`,
      (secret) => `grant_type=x&client_secret=${secret}&scope=y`,
      (secret) => `{"client_secret":"${secret}","refresh_token": "${secret}"}`,
      (secret) => `{\\"password\\":\\"${secret}\\"}`,
    );
    fc.assert(
      fc.property(form, password, (wrap, secret) => {
        const safe = redact(wrap(secret));
        assert.ok(!safe.includes(secret), safe);
        assert.doesNotMatch(safe, /and more/);
      }),
    );
    assert.equal(redact('postgresql://bot:a@b/c@db:5432/x'), 'postgresql://[redacted]@db:5432/x');
  });

  it('leaves everything else as it is', () => {
    for (const text of [
      'token 3f2c of person aaaa was renewed until 2026-12-31',
      '4d7b6c1e-9a55-4c0e-8f5e-111111111111',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      'https://dev.azure.com/contoso/_git/web?path=/a@b',
      'WWW-Authenticate: Bearer realm="x", error="invalid_token"',
      'pat_short, a password, a secret: none of them is told',
      'mail to someone@example.com',
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it('changes nothing more the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(formed, fc.string(), password)), (parts) => {
        const once = redact(parts.join(' '));
        assert.equal(redact(once), once);
      }),
    );
  });

  it('is quick with long texts made to slow it down', () => {
    const started = performance.now();
    for (const part of [
      'eyJ',
      'a',
      'postgres://',
      '://',
      'Basic ',
      'authorization',
      'password="',
      'pat_',
      ' ',
    ]) {
      redact(part.repeat(16_384 / part.length));
    }
    assert.ok(performance.now() - started < 3000);
  });

  it('takes about four times as long for a text four times as long', () => {
    const quickest = (text: string): number =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          // Of the processor, which other programs may have meanwhile.
          const started = process.cpuUsage();
          redact(text);
          return process.cpuUsage(started).user / 1000;
        }),
      );
    for (const [part, before = ''] of [
      ['postgres://'],
      ['x', 'postgres://'],
      ['@', 'postgres://'],
      ['x', '://'],
      ['://a'],
      ['Basic '],
      [' ', 'Bearer'],
      ['%20', 'Basic'],
      ['authorization'],
      [' ', 'authorization'],
      ['authorization: '],
      ['password="'],
      ['\\', 'password="'],
      [' ', 'password'],
      ['access_token='],
      ['pat_'],
      ['eyJ'],
      ['x.', 'eyJxxxx'],
      ['a2'],
      ['A'],
    ] as const) {
      const [short, long] = [8_192, 32_768].map((length) =>
        quickest(before + part.repeat(length / part.length)),
      );
      assert.ok((long ?? 0) < 8 * (short ?? 0) + 20, `${before}${part}: ${short} ms, then ${long} ms`);
    }
  });
});

describe('a log line', () => {
  it('is JSON with the time in UTC, the level by name, the fields and the message', () => {
    const line = written((log) => log.warn({ organization: 'tools', count: 2 }, 'two tokens'));
    const { time, ...rest } = JSON.parse(line);
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(rest, { level: 'warn', organization: 'tools', count: 2, msg: 'two tokens' });
  });

  it('is left out below the level, and always when silent', () => {
    const all = (log: ReturnType<typeof createLog>) => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]({}, level);
    };
    assert.equal(written(all, { level: 'warn' }).trim().split('\n').length, 2);
    assert.equal(written(all, { level: 'silent' }), '');
  });

  it('keeps fields from taking the place of its own', () => {
    assert.deepEqual(fieldsOf({ level: 'fatal', time: 1, msg: 'x' }), {
      level_: 'fatal',
      time_: 1,
      msg_: 'x',
    });
  });

  it('never holds a secret, wherever in the fields or the message it is', () => {
    const place = fc.constantFrom<(secret: string) => object>(
      (secret) => ({ a: { b: [{ c: `x${secret}` }] } }),
      (secret) => ({ [secret]: 1 }),
      (secret) => ({ err: new Error(`failed with ${secret}`) }),
      (secret) => new Error('outer', { cause: new AggregateError([new Error(secret)], secret) }),
      (secret) => ({ err: Object.assign(new Error('x'), { request: { body: secret } }) }),
      (secret) => ({ map: new Map<unknown, unknown>([[secret, new Set([secret])]]) }),
      (secret) => ({ bytes: Buffer.from(secret), view: new Uint8Array(Buffer.from(secret)) }),
      (secret) => ({ boxed: Object(secret), url: new URL(`https://example.com/?q=${secret}`) }),
      (secret) => ({ json: { toJSON: () => ({ deep: secret }) } }),
      (secret) => ({ symbol: Symbol(secret), call: () => secret }),
      (secret) => ({ long: `${'word '.repeat(3275)}${secret}` }),
      (secret) => ({ longer: 'x'.repeat(16_350) + secret }),
    );
    fc.assert(
      fc.property(place, formed, fc.constantFrom('json', 'text'), (wrap, secret, format) => {
        const text = written((log) => log.error(wrap(secret), `failed: ${secret}`), { format });
        for (let start = 0; start + 20 <= secret.length; start += 10) {
          assert.ok(!text.includes(secret.slice(start, start + 20)), text);
        }
      }),
    );
  });

  it('never holds what its name says is secret', () => {
    const place = fc.constantFrom<(secret: string) => object>(
      (secret) => ({ password: secret, secret, token: secret, authorization: secret, Cookie: secret }),
      (secret) => ({ a: { MicrosoftAppPassword: secret, client_secret: secret, accessToken: secret } }),
      (secret) => ({
        headers: { 'set-cookie': [secret], 'Proxy-Authorization': secret, 'x-api-key': secret },
      }),
      (secret) => ({ rawHeaders: ['Host', 'x', 'Cookie', secret], token: [secret] }),
      (secret) => ({ map: new Map([['TOKEN_PEPPER', secret]]) }),
      (secret) => ({ activity: { type: 'message', channelId: 'msteams', value: secret } }),
      (secret) => ({ value: { name: secret } }),
      (secret) => ({ shown: new Secret(secret), value: [secret] }),
    );
    fc.assert(
      fc.property(place, password, (wrap, secret) => {
        assert.ok(!written((log) => log.info(wrap(secret), 'x')).includes(secret));
      }),
    );
  });

  it('shows what is no secret', () => {
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
      code: 'ECONNRESET',
    });
    const { err } = fieldsOf({ err: error }) as {
      err: Record<string, unknown> & { cause: { name: string } };
    };
    assert.deepEqual([err['name'], err['message'], err['code']], ['Error', 'outer', 'ECONNRESET']);
    assert.match(String(err['stack']), /log\.test\.ts/);
    assert.equal(err.cause.name, 'TypeError');
    const fields = {
      token: { id: 't1' },
      hasPassword: true,
      secret: undefined,
      value: 5,
      at: new Date(0),
      boxed: Object('x'),
      big: 3n,
    };
    assert.deepEqual(fieldsOf(fields), {
      token: { id: 't1' },
      hasPassword: true,
      value: 5,
      at: '1970-01-01T00:00:00.000Z',
      boxed: 'x',
      big: '3',
    });
    assert.deepEqual(fieldsOf({ bytes: new Uint8Array(3), set: new Set([1]), map: new Map([['a', 1]]) }), {
      bytes: '[3 bytes]',
      set: [1],
      map: { a: 1 },
    });
  });

  it('looks for secrets in a bounded part of what it is given', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 900 }, (_, i) => [`${i} ${'k'.repeat(9_000)}`, 'some words '.repeat(1_400)]),
    );
    const line = written((log) => log.info(fields, 'message'));
    assert.ok(line.length < 100_000, String(line.length));
    assert.match(line, /some words .*\[cut\]/);
  });

  it('survives cycles, depth, size and values that fight back', () => {
    const cycle: Record<string, unknown> = { name: 'loop' };
    cycle['self'] = cycle;
    assert.deepEqual(fieldsOf({ cycle }), { cycle: { name: 'loop', self: '[circular]' } });
    const shared = { a: 1 };
    assert.deepEqual(fieldsOf({ one: shared, two: shared }), { one: shared, two: shared });
    let deep: object = {};
    for (let i = 0; i < 10_000; i += 1) deep = { deep };
    assert.match(JSON.stringify(fieldsOf(deep)), /\[too deep\]/);
    assert.equal((fieldsOf({ many: Array(100_000).fill(0) })['many'] as unknown[]).at(-1), '[cut]');
    assert.match(String(fieldsOf({ long: 'word '.repeat(10_000) })['long']), /^word .*\[cut\]$/);
    const hostile = new Proxy(
      {},
      { ownKeys: () => assert.fail(), get: () => assert.fail(), has: () => assert.fail() },
    );
    const throwing = {
      get bad() {
        throw new Error('no');
      },
      good: 1,
    };
    assert.deepEqual(fieldsOf({ hostile, throwing }), {
      hostile: '[unreadable]',
      throwing: { bad: '[unreadable]', good: 1 },
    });
    const endless = { toJSON: (): object => ({ ...endless }) };
    assert.deepEqual(fieldsOf({ endless }), { endless: '[too deep]' });
    fc.assert(fc.property(fc.anything(), (value) => assert.ok(fieldsOf({ field: value }))));
  });
});

describe('a log line as text', () => {
  const asText = (fields: object, message: string) =>
    written((log) => log.error(fields, message), { format: 'text' });

  it('is time, level, message and fields', () => {
    assert.match(
      asText({ count: 2, who: 'a b' }, 'it failed'),
      /^\d\d:\d\d:\d\d error it failed count=2 who="a b"\n$/,
    );
  });

  it('shows a stack on lines of its own', () => {
    const lines = asText({ err: new Error('no way') }, 'it failed').split('\n');
    assert.match(lines[0] ?? '', /error it failed err=\{"name":"Error","message":"no way"\}$/);
    assert.match(lines[1] ?? '', /^ {4}Error: no way$/);
    assert.match(lines[2] ?? '', /^ {8}at /);
  });

  it('keeps a message and its fields on one line, without terminal codes', () => {
    const text = asText({ name: 'a\n\u001b[31mb' }, 'first\n00:00:00 info second\u001b[31m');
    assert.equal(text.trimEnd().split('\n').length, 1);
    assert.ok(!text.includes('\u001b'));
  });
});
