import type { LocalMode, TeamsMode } from './config.ts';
import { type ConfigReader, GUID_FIX, orList, quote } from './config-reader.ts';
import { VARIABLES } from './config-variables.ts';
import { isGuid } from './core/guid.ts';
import { isLoopback } from './core/loopback.ts';
import { Secret } from './core/secret.ts';

const TEN_YEARS_OF_HOURS = 87_600;

/** Reads local mode, which is on while there are no bot credentials. */
export function localMode(read: ConfigReader, { host, port }: { host: string; port: number }): LocalMode {
  if (!isLoopback(host)) {
    const fix = 'Write 127.0.0.1, or set MicrosoftAppId and the other bot credentials.';
    read.report('HOST', `is not loopback (${quote(host)}) and there are no bot credentials`, fix);
  }
  const orphans = (
    ['MicrosoftAppType', 'MicrosoftAppPassword', 'MicrosoftAppTenantId', 'ALLOWED_TENANTS'] as const
  ).filter((name) => read.isSet(name));
  if (orphans.length > 0) {
    const fix = `Write the bot's application id, or remove ${orphans.join(', ')} for local mode.`;
    read.report('MicrosoftAppId', `is missing, although ${orphans[0]} is set`, fix);
  }
  const clockOffsetHours = read.whole(
    'CLOCK_OFFSET_HOURS',
    -TEN_YEARS_OF_HOURS,
    TEN_YEARS_OF_HOURS,
    'Write a whole number of hours, 552 for 23 days say.',
  );
  const chatPort = read.port('LOCAL_CHAT_PORT');
  if (read.choice('LOCAL_CHAT', ['on', 'off']) === 'off') {
    return { kind: 'local', chat: { kind: 'off' }, clockOffsetHours };
  }
  if (chatPort === port && port !== 0) {
    read.report('LOCAL_CHAT_PORT', `is the same as PORT: ${port}`, 'Write another number, or 0.');
  }
  return { kind: 'local', chat: { kind: 'on', port: chatPort }, clockOffsetHours };
}

/** Reads the bot credentials, and refuses what works in local mode only. */
export function teamsMode(read: ConfigReader): TeamsMode {
  for (const variable of VARIABLES) {
    if ('localOnly' in variable && read.isSet(variable.name)) {
      read.report(
        variable.name,
        'works in local mode only',
        'Remove it, or remove MicrosoftAppId for local mode.',
      );
    }
  }
  const appId = guid(read, 'MicrosoftAppId');
  const tenantId = guid(read, 'MicrosoftAppTenantId');
  const type = appType(read);
  const tenants = read.list('ALLOWED_TENANTS').map((tenant) => tenant.toLowerCase());
  if (tenants.some((tenant) => !isGuid(tenant))) {
    read.report(
      'ALLOWED_TENANTS',
      'holds something that is not a tenant id',
      `${GUID_FIX} Put commas between ids.`,
    );
  }
  const allowedTenants = tenants.length > 0 ? [...new Set(tenants)] : [tenantId];
  if (type === 'UserAssignedMSI') return { kind: 'teams', type, appId, tenantId, allowedTenants };
  const password = read.text('MicrosoftAppPassword');
  if (password === '' && type !== undefined) {
    const fix = "Write the client secret of the bot's registration.";
    read.report('MicrosoftAppPassword', 'is missing, and SingleTenant needs it', fix);
  }
  return {
    kind: 'teams',
    type: 'SingleTenant',
    appId,
    password: new Secret(password),
    tenantId,
    allowedTenants,
  };
}

function appType(read: ConfigReader): TeamsMode['type'] | undefined {
  const types = ['SingleTenant', 'UserAssignedMSI'] as const;
  const given = read.text('MicrosoftAppType');
  const type = types.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (type !== undefined) return type;
  const problems: Record<string, string> = {
    '': 'is missing, and it is needed with MicrosoftAppId',
    multitenant: 'is MultiTenant, and such bots can no longer be registered',
  };
  const problem = problems[given.toLowerCase()] ?? `has an unknown value: ${quote(given)}`;
  read.report('MicrosoftAppType', problem, `Write ${orList(types)}, as the bot is registered.`);
  return undefined;
}

/** The value of a wrong one is not told: it may be the password, pasted into the wrong line. */
function guid(read: ConfigReader, variable: 'MicrosoftAppId' | 'MicrosoftAppTenantId'): string {
  const value = read.text(variable).toLowerCase();
  if (value === '') read.report(variable, 'is missing, and the bot needs it', GUID_FIX);
  else if (!isGuid(value)) read.report(variable, 'is not an id', GUID_FIX);
  return value;
}
