import { ADMINISTRATION_VARIABLES } from './variables-administration.ts';
import { AUDIT_VARIABLES } from './variables-audit.ts';
import { LEAK_VARIABLES } from './variables-leaks.ts';
import { LEAVER_VARIABLES } from './variables-leavers.ts';
import { SERVICE_VARIABLES } from './variables-service.ts';
import { SIGN_IN_VARIABLES } from './variables-sign-in.ts';
import { TOKEN_VARIABLES } from './variables-tokens.ts';

/** Every setting, in the order of `.env.example`, which a test holds against this table. */
export const VARIABLES = [
  ...SERVICE_VARIABLES,
  ...SIGN_IN_VARIABLES,
  ...TOKEN_VARIABLES,
  ...LEAVER_VARIABLES,
  ...AUDIT_VARIABLES,
  ...LEAK_VARIABLES,
  ...ADMINISTRATION_VARIABLES,
] as const;

/** The settings that are secrets. */
export const SECRET_NAMES = VARIABLES.filter((variable) => 'secret' in variable).map(({ name }) => name);

/** The name of the variable that names a file with a secret. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/** The name of a setting. */
export type VariableName = (typeof VARIABLES)[number]['name'];
