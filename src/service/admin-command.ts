import { z } from 'zod';
import type { Job } from '../core/administration/job.ts';
import type { Programs } from '../core/administration/programs.ts';
import { OperatorError } from '../core/errors.ts';
import { type SentRow, sentRow, type TokenRow, tokenRow } from './admin-rows.ts';

/** What `patkeeper admin revoke` tells of a request. */
export interface JobRow {
  readonly request: string;
  readonly state: Job['state'] | 'preview';
  readonly tokens: number;
  readonly done: number;
  readonly revoked: number;
  readonly ended: number;
  readonly failed: number;
  /** Of those revoked: how many were renewed after the preview. */
  readonly renewed: number;
  /** How many were created after the preview that match. They were not revoked. */
  readonly made: number;
  /** Of a preview: tokens that match and that Patkeeper can't end. */
  readonly elsewhere: number;
  /** Of a preview: whether an administrator in the chat must confirm it. */
  readonly needsSecond: boolean;
}

/** A line of an answer. */
export type AdminRow =
  | { readonly kind: 'token'; readonly row: TokenRow }
  | { readonly kind: 'message'; readonly row: SentRow }
  | { readonly kind: 'job'; readonly row: JobRow };

const text = z.string().max(256);
const person = z.object({ tenantId: text, objectId: text.min(1) });
const days = z.number().int().min(1).max(3650);
const asked = z
  .strictObject({
    owner: person,
    organization: text,
    authority: text,
    scope: text,
    privileges: z.enum(['full', 'high']),
    state: z.enum(['active', 'expired', 'revoked']),
    endsWithinDays: days,
    olderThanDays: days,
    idleDays: days,
    beyondPolicy: z.literal(true),
    undelivered: z.literal(true),
    unreachable: z.literal(true),
  })
  .partial();
const messages = z.strictObject({ owner: person, tokenId: text, undelivered: z.literal(true) }).partial();
const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), owner: person, tokenId: text.min(1) }),
  z.strictObject({ kind: z.literal('tokens'), asked }),
]);
const order = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('tokens'), user: text, asked, sort: z.enum(['ends', 'newest']) }),
  z.strictObject({ act: z.literal('show'), user: text, owner: person, tokenId: text.min(1) }),
  z.strictObject({ act: z.literal('messages'), user: text, asked: messages }),
  z.strictObject({
    act: z.literal('revoke'),
    user: text,
    selection,
    reason: z.string().max(2000),
    isTrial: z.boolean(),
  }),
]);

/** What a command asks for. */
export type AdminOrder = z.infer<typeof order>;

/** Does what an order says, and gives it line by line. Whatever is no order does nothing. */
export async function* obeyAdminOrder(
  programs: Programs | undefined,
  input: unknown,
  now: () => number,
): AsyncGenerator<AdminRow> {
  const read = order.safeParse(input);
  if (!read.success) throw refused('The running Patkeeper does not understand this command. Restart it.');
  if (programs === undefined) throw administrationOff();
  const { data } = read;
  switch (data.act) {
    case 'tokens':
      for await (const owned of programs.tokens(data.user, present(data.asked), data.sort))
        yield { kind: 'token', row: tokenRow(owned, now()) };
      return;
    case 'show':
      yield { kind: 'token', row: tokenRow(await programs.show(data.user, data.owner, data.tokenId), now()) };
      return;
    case 'messages':
      for await (const sent of programs.messages(data.user, present(data.asked)))
        yield { kind: 'message', row: sentRow(sent) };
      return;
    case 'revoke':
      yield* revoke(programs, data);
  }
}

async function* revoke(
  programs: Programs,
  { user, selection: chosen, reason, isTrial }: AdminOrder & { readonly act: 'revoke' },
): AsyncGenerator<AdminRow> {
  const preview = await programs.preview(
    user,
    chosen.kind === 'token' ? chosen : { kind: 'tokens', asked: present(chosen.asked) },
  );
  const { elsewhere, needsSecond } = preview;
  const shown = { ...jobRow(preview.job), state: 'preview' as const, elsewhere, needsSecond };
  yield { kind: 'job', row: shown };
  if (isTrial) return;
  for await (const job of programs.act(user, preview.job.id, reason)) yield { kind: 'job', row: jobRow(job) };
}

/** Reads what a running service gave. Throws `refused` for anything else. */
export function receivedAdminRow(value: unknown): AdminRow {
  const { kind, row } = Object(value) as Partial<AdminRow>;
  const isKnown = kind === 'token' || kind === 'message' || kind === 'job';
  if (!isKnown || typeof row !== 'object' || row === null)
    throw refused('The running Patkeeper answered something else than a list. Restart it.');
  return value as AdminRow;
}

/** That the settings don't ask for administration. */
export function administrationOff(): OperatorError {
  return new OperatorError('invalid-input.setting', 'Administration is off. Set ADMIN=on.');
}

function jobRow({ id, state, targets, next, counts, since }: Job): JobRow {
  return {
    request: id,
    state,
    tokens: targets.length,
    done: next,
    ...counts,
    renewed: since?.renewed ?? 0,
    made: since?.made ?? 0,
    elsewhere: 0,
    needsSecond: false,
  };
}

/** Without what says nothing: zod leaves it there as undefined. */
function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function refused(sentence: string): OperatorError {
  return new OperatorError('refused.by-service', sentence);
}
