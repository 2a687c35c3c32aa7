import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/reader.ts';

/** Why these settings are refused. Fails when they load. */
export function failure(env: Readonly<Record<string, string>>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  assert.fail(`these settings load: ${inspect(env)}`);
}

/** The variables that these settings are refused for. Fails when they load. */
export function refused(env: Readonly<Record<string, string>>): string[] {
  return failure(env).problems.map(({ variable }) => variable);
}
