import { SERVICE_VARIABLES } from './variables-service.ts';
import { SIGN_IN_VARIABLES } from './variables-sign-in.ts';
import { TOKEN_VARIABLES } from './variables-tokens.ts';

/** Every setting, in the order of `.env.example`, which a test holds against this table. */
export const VARIABLES = [...SERVICE_VARIABLES, ...SIGN_IN_VARIABLES, ...TOKEN_VARIABLES] as const;

/** The name of a setting. */
export type VariableName = (typeof VARIABLES)[number]['name'];
