import type { Variable } from '../../src/config/variable.ts';
import { fileVariable, VARIABLES } from '../../src/config/variables.ts';
import { ADMINISTRATION_VARIABLES } from '../../src/config/variables-administration.ts';
import { AUDIT_VARIABLES } from '../../src/config/variables-audit.ts';
import { LEAK_VARIABLES } from '../../src/config/variables-leaks.ts';
import { LEAVER_VARIABLES } from '../../src/config/variables-leavers.ts';
import { SERVICE_VARIABLES } from '../../src/config/variables-service.ts';
import { SIGN_IN_VARIABLES } from '../../src/config/variables-sign-in.ts';
import { TOKEN_VARIABLES } from '../../src/config/variables-tokens.ts';

const GROUPS: readonly (readonly [title: string, variables: readonly Variable[]])[] = [
  ['The service, its data and the local chat', SERVICE_VARIABLES],
  ['The bot, its people and Azure DevOps', SIGN_IN_VARIABLES],
  ['Built-in tokens, your policy and what people see', TOKEN_VARIABLES],
  ['People who leave', LEAVER_VARIABLES],
  ['The audit trail', AUDIT_VARIABLES],
  ['Secrets in wrong hands', LEAK_VARIABLES],
  ['Who may see and end the tokens of others', ADMINISTRATION_VARIABLES],
];

/** The text of `docs/settings.md`: a table of settings for each group. */
export function settingsPage(): string {
  const sections = GROUPS.map(([title, variables]) =>
    [`## ${title}\n`, '| setting | default | what it does |', '|---|---|---|', ...variables.map(row)].join(
      '\n',
    ),
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

/** The text of `.env.example`: each setting as a comment, explained and with its default. */
export function environmentExample(): string {
  const entries = VARIABLES.map(
    (variable) => `${comment(docOf(variable))}\n# ${variable.name}=${variable.default}\n`,
  );
  return [`${comment(HEADING)}\n`, ...entries].join('\n');
}

const HEADING =
  'Settings of Patkeeper. Copy this file to .env and uncomment the lines that you change. An empty value means left out.';

const INTRODUCTION = `# Settings

<!-- Made by "npm run settings" from src/config/variables.ts. Change the table there. -->

Patkeeper reads environment variables, and a \`.env\` file in the folder where you start it. [.env.example](../.env.example) has the same
settings to copy. An empty value means the same as a setting that is left out, except where a setting says otherwise.
[operation.md](operation.md#settings) says what wrong values and unknown names do, and [what the modes are](operation.md#modes).`;

function row(variable: Variable): string {
  const { name, default: value, lostIfEmpty } = variable;
  const doc = docOf(variable);
  const text = lostIfEmpty ? `${doc} With Teams, an empty value stops the start.` : doc;
  return `| \`${name}\` | ${value === '' ? '' : `\`${value}\``} | ${text.replaceAll('|', '\\|').replaceAll('<', '\\<')} |`;
}

/** What is said of a setting; a secret may be in a file, too. */
function docOf({ name, doc, secret }: Variable): string {
  return secret ? `${doc} Or name a file that has it in ${fileVariable(name)}.` : doc;
}

/** Lines of at most 100 characters. */
function comment(sentence: string): string {
  const lines = sentence.match(/.{1,98}(?:\s|$)/g) ?? [];
  return lines.map((line) => `# ${line.trimEnd()}`).join('\n');
}
