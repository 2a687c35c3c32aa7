import assert from 'node:assert/strict';
import { once } from 'node:events';
import pg from 'pg';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { connectionOptions, describeDatabase } from '../../../src/stores/postgres/connection-options.ts';
import { adviceFor, failureOf, Late } from '../../../src/stores/postgres/database-errors.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { openPostgres } from './opened-postgres-store.ts';

const url = (query = ''): Secret =>
  new Secret(`postgres://ada:p%40ss%2Fword@db.example.com:5433/pat${query}`);

describe('the address of the database', () => {
  const sslOf = (query: string): unknown => new pg.Client(connectionOptions(url(query))).ssl;

  it('says how the connection is encrypted, with the words of libpq', () => {
    assert.equal(sslOf(''), false);
    assert.equal(sslOf('?sslmode=disable'), false);
    assert.deepEqual(sslOf('?sslmode=require'), { rejectUnauthorized: false });
    assert.deepEqual(sslOf('?sslmode=no-verify'), { rejectUnauthorized: false });
    assert.deepEqual(sslOf('?sslmode=verify-full'), {});
  });

  it('warns of nothing that only a programmer can change', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    for (const mode of ['require', 'prefer', 'verify-full']) sslOf(`?sslmode=${mode}`);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });

  it('is refused when it names a file that can’t be read, and says which', () => {
    const cases: [string, RegExp][] = [
      ['?sslmode=verify-full&sslrootcert=/nowhere/ca.pem', /\/nowhere\/ca\.pem.* sslrootcert.* \(ENOENT\)/],
      ['?sslmode=require&sslcert=/nowhere/own.pem', /\/nowhere\/own\.pem.* sslcert/],
      ['?sslmode=verify-ca', /sslmode=verify-ca.*sslrootcert/],
      ['?sslmode=', /unknown value of sslmode/],
      ['?sslmode=verfy-full', /unknown value of sslmode/],
      ['?sslmode=allow', /unknown value of sslmode/],
      ['?ssl_mode=verify-full', /option that.*ssl_mode/],
      ['?SSLMode=verify-full', /option that.*SSLMode/],
      ['?sslroot=x', /option that.*sslroot/],
      ['?sslmode=require&sslrootcert=', /unknown value of sslrootcert/],
    ];
    for (const [query, message] of cases)
      assert.throws(() => connectionOptions(url(query)), { code: 'store-refused', message });
  });

  it('is described without the user and the password', () => {
    assert.equal(describeDatabase(url('?sslmode=require')), 'db.example.com:5433/pat');
    assert.equal(describeDatabase(new Secret('postgres:///pat?host=/run/postgresql')), '/run/postgresql/pat');
  });

  it('is refused when it is none, and not repeated', () => {
    for (const text of ['', 'db.example.com', 'mysql://u:geheim@h/d', 'postgres://u:ge heim@h:port/d']) {
      assert.throws(
        () => connectionOptions(new Secret(text)),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'store-refused');
          assert.match(error.message, /DATABASE_URL/);
          assert.doesNotMatch(error.message, /heim/);
          return true;
        },
      );
    }
  });

  it('that names a server without encryption is refused at once', async () => {
    const server = await startLoopbackServer(() => {});
    await server.close();
    const { createServer } = await import('node:net');
    const plain = createServer(
      (socket) => void socket.on('data', () => socket.write('N')).on('error', () => {}),
    );
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const address = plain.address();
    assert.ok(address !== null && typeof address === 'object');
    try {
      const opening = openPostgres(`postgres://u:p@127.0.0.1:${address.port}/d?sslmode=require`);
      await assert.rejects(opening, { code: 'store-refused', message: /does not support SSL/ });
    } finally {
      plain.close();
    }
  });
});

describe('a failure of the database', () => {
  const answered = (code: string): pg.DatabaseError =>
    Object.assign(new pg.DatabaseError('no', 1, 'error'), { code });

  it('is told apart by what it means for the caller', () => {
    const cases: [unknown, string][] = [
      [answered('57P01'), 'lost'],
      [answered('57P03'), 'lost'],
      [answered('08006'), 'lost'],
      [answered('53300'), 'lost'],
      [Object.assign(new Error('read'), { code: 'ECONNRESET' }), 'lost'],
      [new Error('Connection terminated unexpectedly'), 'lost'],
      [new Error('timeout exceeded when trying to connect'), 'lost'],
      [new Late(5), 'lost'],
      [answered('40001'), 'conflict'],
      [answered('40P01'), 'conflict'],
      [answered('57014'), 'fault'],
      [answered('42501'), 'fault'],
      [answered('25006'), 'fault'],
      [answered('28P01'), 'fault'],
      [new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'), 'fault'],
      [answered('23505'), 'other'],
      [new TypeError('a defect'), 'other'],
      [Object.assign(new TypeError('bad'), { code: 'ERR_INVALID_ARG_TYPE' }), 'other'],
    ];
    for (const [error, expected] of cases) assert.equal(failureOf(error), expected, String(error));
  });

  it('tells an administrator what to look at', () => {
    const tls = (code: string): Error => Object.assign(new Error('no'), { code });
    const cases: [unknown, RegExp][] = [
      [tls('ERR_TLS_CERT_ALTNAME_INVALID'), /another host/],
      ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].map(
        (code): [unknown, RegExp] => [tls(code), /sslrootcert/],
      ),
      [tls('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), /sslrootcert/],
      [tls('CERT_HAS_EXPIRED'), /expired/],
      [new Error('The server does not support SSL connections'), /take sslmode out/],
      [tls('ECONNREFUSED'), /Check that it runs/],
      [answered('28P01'), /user and password/],
    ];
    for (const [error, expected] of cases) {
      assert.match(adviceFor(error), expected);
      if (!expected.test('user and password') && !expected.test('Check that it runs'))
        assert.doesNotMatch(adviceFor(error), /password/);
    }
  });
});
