import { z } from 'zod';
import { isGuid } from '../../core/guid.ts';
import type { UserFacts } from '../../core/leavers/provisioning.ts';
import { PATCH_SCHEMA, ScimError } from './scim-messages.ts';

const MAPPING = 'Map externalId to objectId in the attribute mappings of the provisioning.';
const LONGEST_NAME = 320;
/** Entra writes one or a few. */
const MOST_OPERATIONS = 100;
const FILTER = /^\s*(\w+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

/** What a search asks for. */
export interface ScimFilter {
  readonly by: 'userName' | 'externalId' | 'id';
  readonly value: string;
}

/** What a PATCH changes, as far as anything of it is kept. */
export interface UserPatch extends Partial<UserFacts> {
  readonly externalId?: string;
}

/** Reads the filter of a search: one comparison. Throws a `ScimError` for anything else. */
export function readFilter(text: string | null): ScimFilter {
  if (text === null) throw new ScimError(400, 'Search with a filter by userName or externalId.', 'tooMany');
  const [, attribute = '', quoted = ''] = FILTER.exec(text) ?? [];
  const by = (['userName', 'externalId', 'id'] as const).find(
    (name) => name.toLowerCase() === attribute.toLowerCase(),
  );
  const value = by === undefined ? undefined : unquoted(quoted);
  if (by === undefined || value === undefined)
    throw new ScimError(
      400,
      'Only userName eq "…", externalId eq "…" and id eq "…" are known.',
      'invalidFilter',
    );
  return { by, value };
}

const user = z.object({
  userName: z.unknown().optional(),
  externalId: z.unknown().optional(),
  active: z.unknown().optional(),
});

/** Reads a person who is to be known from now on. Throws a `ScimError`. */
export function readUser(body: object): UserFacts & { readonly externalId: string } {
  const given = user.parse(folded(body));
  return {
    externalId: externalIdIn(given.externalId),
    userName: userNameIn(given.userName),
    isActive: given.active === undefined ? true : activeIn(given.active),
  };
}

const patch = z.object({
  schemas: z.array(z.string()).refine((schemas) => schemas.includes(PATCH_SCHEMA)),
  Operations: z
    .array(z.object({ op: z.string(), path: z.string().nullish(), value: z.unknown().optional() }))
    .min(1)
    .max(MOST_OPERATIONS),
});

/**
 * Reads a PATCH as Entra sends it: the operation in any case, the value by a path or as an object of values, and truth as a
 * boolean or as text. What nothing is kept of is let be; a removal of what is needed is refused. Throws a `ScimError`.
 */
export function readPatch(body: object): UserPatch {
  const read = patch.safeParse(body);
  if (!read.success) throw new ScimError(400, 'The body is no PatchOp message.', 'invalidSyntax');
  let changes: UserPatch = {};
  for (const { op, path, value } of read.data.Operations) {
    const kind = op.toLowerCase();
    if (!['add', 'replace', 'remove'].includes(kind))
      throw new ScimError(400, 'An operation is add, replace or remove.', 'invalidSyntax');
    const values = path == null || path === '' ? valuesIn(kind, value) : { [path]: value };
    for (const [name, given] of Object.entries(folded(values)))
      changes = { ...changes, ...changeOf(kind, name, given) };
  }
  return changes;
}

function valuesIn(kind: string, value: unknown): object {
  if (kind === 'remove') throw new ScimError(400, 'A removal needs a path.', 'invalidPath');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ScimError(400, 'An operation without a path needs an object of values.', 'invalidValue');
}

function changeOf(kind: string, name: string, value: unknown): UserPatch {
  if (name !== 'userName' && name !== 'externalId' && name !== 'active') return {};
  if (kind === 'remove') throw new ScimError(400, `${name} can't be removed.`, 'mutability');
  if (name === 'active') return { isActive: activeIn(value) };
  return name === 'userName' ? { userName: userNameIn(value) } : { externalId: externalIdIn(value) };
}

/** SCIM's names count without case (RFC 7643, section 2.1), and may be written with their schema before them. */
function folded(values: object): Record<string, unknown> {
  const names = new Map(['userName', 'externalId', 'active'].map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const bare = name.toLowerCase().replace('urn:ietf:params:scim:schemas:core:2.0:user:', '');
      return [names.get(bare) ?? name, value];
    }),
  );
}

function activeIn(value: unknown): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  // Never taken for one of the two: the one locks people out, and the other lets leavers in.
  throw new ScimError(400, 'active is true or false.', 'invalidValue');
}

function userNameIn(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_NAME) return value;
  throw new ScimError(400, `userName is a text of 1 to ${LONGEST_NAME} characters.`, 'invalidValue');
}

function externalIdIn(value: unknown): string {
  if (typeof value === 'string' && isGuid(value)) return value.toLowerCase();
  throw new ScimError(400, `externalId is no object id. ${MAPPING}`, 'invalidValue');
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
