import { isGuid } from '../core/guid.ts';
import { type AzureDevOpsConfig, azureDevOps } from './azure-devops.ts';
import type { LocalMode, TeamsMode } from './mode.ts';
import { type ConfigReader, GUID_FIX } from './reader.ts';
import type { VariableName } from './variables.ts';

/** Who may see and end the tokens of others, and how they prove who they are. */
export interface AdministrationConfig {
  /** Object ids, in lower case; all in the tenant where people sign in. */
  readonly administrators: readonly string[];
  readonly auditors: readonly string[];
  readonly confirmAbove: number;
  /** Where they sign in; absent in local mode, where the local chat plays that. */
  readonly signIn?: Pick<AzureDevOpsConfig, 'entra' | 'publicUrl'> & { readonly tenantId: string };
}

/** Reads the settings of administration; undefined unless it was asked for. */
export function administration(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  azure: AzureDevOpsConfig | undefined,
): AdministrationConfig | undefined {
  const administrators = ids(read, 'ADMINISTRATORS');
  const auditors = ids(read, 'AUDITORS');
  const confirmAbove = read.whole('CONFIRM_ABOVE', 1, 5000, 'Write a number from 1 to 5000.');
  if (read.choice('ADMIN', ['off', 'on']) === 'off') return undefined;
  const people = { administrators, auditors, confirmAbove };
  if (mode.kind === 'local') return people;
  // The same settings as for Azure DevOps: it reports what is missing, once.
  const { entra, publicUrl } = azure ?? azureDevOps(read, mode, 'ADMIN=on');
  const tenantId = mode.tenantId.toLowerCase();
  return { ...people, signIn: { entra, tenantId, ...(publicUrl === undefined ? {} : { publicUrl }) } };
}

/** What is odd about who may administer, as sentences. */
export function administrationWarnings(
  read: ConfigReader,
  mode: LocalMode | TeamsMode,
  config: AdministrationConfig | undefined,
): string[] {
  if (config === undefined) {
    const unused = (['ADMINISTRATORS', 'AUDITORS'] as const).filter((name) => read.isSet(name));
    return unused.map((name) => `${name} is not used, because ADMIN is off.`);
  }
  if (config.administrators.length !== 1 && mode.kind !== 'local') return [];
  if (config.administrators.length > 1) return [];
  return [
    `ADMINISTRATORS names one person at most: unless somebody else has the app role Patkeeper.Administrator, nobody can confirm the revocation of more than ${config.confirmAbove} tokens within an hour.`,
  ];
}

function ids(read: ConfigReader, variable: VariableName): readonly string[] {
  const given = read.list(variable).map((id) => id.toLowerCase());
  if (given.some((id) => !isGuid(id)))
    read.report(variable, 'has an entry that is not an object id', `${GUID_FIX} Put commas between ids.`);
  return [...new Set(given)];
}
