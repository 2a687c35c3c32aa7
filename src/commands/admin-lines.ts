import { csvRow } from '../program/csv.ts';
import type { AdminRow, JobRow } from '../service/admin-command.ts';
import type { SentRow, TokenRow } from '../service/admin-rows.ts';
import type { AdminFormat } from './admin-arguments.ts';

const TOKEN_COLUMNS: readonly (keyof TokenRow)[] = [
  'person',
  'person_name',
  'token_id',
  'name',
  'authority',
  'organization',
  'scopes',
  'state',
  'created_at',
  'created_by',
  'valid_to',
  'renewed_at',
  'revoked_at',
  'revoked_by',
  'reason',
  'last_used_at',
  'last_used_by',
];
const MESSAGE_COLUMNS: readonly (keyof SentRow)[] = [
  'person',
  'person_name',
  'token_id',
  'kind',
  'state',
  'due_at',
  'settled_at',
  'attempts',
  'reason',
  'id',
];

/** What stands above the rows. */
export function headerOf(kind: 'token' | 'message', format: AdminFormat): string | undefined {
  if (format !== 'csv') return undefined;
  return (kind === 'token' ? TOKEN_COLUMNS : MESSAGE_COLUMNS).join(',');
}

/** A row as a line. */
export function lineOf({ kind, row }: AdminRow, format: AdminFormat): string {
  if (format === 'json') return JSON.stringify(row);
  if (format === 'csv') return csvRow(cellsOf(kind, row as TokenRow & SentRow));
  switch (kind) {
    case 'token':
      return visible(
        `${row.person}  ${row.token_id}  ${row.state.padEnd(8)} to ${row.valid_to}  ${row.name} (${row.person_name}, ${row.organization})`,
      );
    case 'message':
      return visible(
        `${row.person}  ${row.kind.padEnd(17)} ${row.state.padEnd(8)} due ${row.due_at}  attempts ${row.attempts}${row.reason === '' ? '' : `: ${row.reason}`}`,
      );
    case 'job':
      return jobLine(row);
  }
}

function cellsOf(kind: AdminRow['kind'], row: TokenRow & SentRow): string[] {
  const columns = kind === 'token' ? TOKEN_COLUMNS : MESSAGE_COLUMNS;
  return columns.map((column) => {
    const value = (row as unknown as Record<string, unknown>)[column];
    return Array.isArray(value) ? value.join(' ') : String(value ?? '');
  });
}

function jobLine(row: JobRow): string {
  const { request, state, tokens, done, revoked, ended, failed } = row;
  switch (state) {
    case 'preview': {
      const elsewhere = row.elsewhere === 0 ? '' : ` ${row.elsewhere} others can’t be ended by Patkeeper.`;
      const second = row.needsSecond ? ' An administrator must confirm it in the chat.' : '';
      return `Request ${request}: ${tokens} tokens.${elsewhere}${second}`;
    }
    case 'waiting':
      return `Nothing is revoked yet: an administrator must confirm request ${request} in the chat within a day (/pat admin).`;
    case 'running':
      return `${done} of ${tokens} are done.`;
    case 'done':
      return [
        `Revoked: ${revoked}. Ended before: ${ended}. Failed: ${failed}.`,
        ...(row.renewed === 0 ? [] : [`Renewed after the preview, and revoked: ${row.renewed}.`]),
        ...(row.made === 0 ? [] : [`Created after the preview, and not revoked: ${row.made}.`]),
      ].join(' ');
    default:
      return `Request ${request} is ${state}.`;
  }
}

/** No name moves the cursor of a terminal, or turns its text around. */
function visible(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '');
}
