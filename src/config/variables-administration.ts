import type { Variable } from './variable.ts';

/** Who may see and end the tokens of others. Rows are read as `variable.ts` says. */
export const ADMINISTRATION_VARIABLES = [
  // Absent or empty: off. Nobody sees or ends the tokens of others.
  {
    name: 'ADMIN',
    default: 'off',
    doc: 'on: administrators may see and revoke the tokens of others; needs PUBLIC_URL and the sign-in settings. off: nobody may.',
  },
  // Absent or empty: nobody by their id. Only who has the app role in Microsoft Entra is an administrator.
  {
    name: 'ADMINISTRATORS',
    default: '',
    doc: 'Object ids of the people who are administrators, separated by commas. Others have the app role Patkeeper.Administrator.',
  },
  // Absent or empty: nobody by their id. Only who has the app role in Microsoft Entra is an auditor.
  {
    name: 'AUDITORS',
    default: '',
    doc: 'Object ids of the people who may see the tokens of others and end none, separated by commas. Others have the app role Patkeeper.Auditor.',
  },
  // Absent: 20. Empty with Teams: no start, because a smaller number may have been lost.
  {
    name: 'CONFIRM_ABOVE',
    default: '20',
    lostIfEmpty: true,
    doc: 'Most tokens of others that an administrator may revoke within an hour alone. Above it, a second administrator must confirm.',
  },
] as const satisfies readonly Variable[];
