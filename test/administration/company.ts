import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestSecret } from '../../src/authorities/builtin/digest.ts';
import type { Peppers } from '../../src/authorities/builtin/peppers.ts';
import type { AuditEvent } from '../../src/core/audit/audit-event.ts';
import { generateSecret } from '../../src/core/secrets/secret.ts';
import type { Instant, Token } from '../../src/core/tokens/token.ts';
import { TENANT_ID } from '../../src/local/directory.ts';
import { encodeDocument } from '../../src/stores/lowdb/document-format.ts';
import { DOCUMENT_VERSION } from '../../src/stores/lowdb/person-document.ts';
import { personFileName } from '../../src/stores/lowdb/person-file-name.ts';
import { DAY } from '../support/fixed-clock.ts';
import type { DrivenPerson } from '../support/teams-driver.ts';

export const TOKENS_EACH = 6;
/** The scope that only the tokens have that are revoked by a filter. */
export const SHARED_SCOPE = 'vso.code_write';
const OTHER_SCOPE = 'vso.packaging';

/** A token of the company, with the secret that proves it. */
export interface HeldToken {
  readonly token: Token;
  readonly secret: string;
}

/** Somebody of the company. */
export interface Employee extends DrivenPerson {
  readonly tokens: readonly HeldToken[];
}

/** A company whose people have talked to the bot, and have six tokens each. */
export interface Company {
  readonly people: readonly Employee[];
  /** A data folder with all of them, as the embedded store would have left it. */
  readonly folder: string;
}

export interface CompanySize {
  readonly people: number;
  /** How many people have one token with the shared scope. */
  readonly sharing: number;
}

/** Founds it; every second person speaks German. */
export async function foundCompany(
  { people: count, sharing }: CompanySize,
  { peppers, serviceUrl, now }: { peppers: Peppers; serviceUrl: string; now: Instant },
): Promise<Company> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-company-'));
  await mkdir(join(folder, 'people'));
  const events: AuditEvent[] = [];
  const people: Employee[] = [];
  for (let n = 0; n < count; n += 1) {
    const objectId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const person = { tenantId: TENANT_ID, objectId };
    const name = `Employee ${n}`;
    const held = Array.from({ length: TOKENS_EACH }, (_, slot): HeldToken => {
      const { parsed } = generateSecret();
      const digest = digestSecret(parsed.text, peppers.current);
      const token: Token = {
        id: `token-${n}-${slot}`,
        owner: person,
        name: `Tool ${n}-${slot}`,
        authority: 'builtin',
        organization: 'internal',
        scopes: [slot === 0 && n < sharing ? SHARED_SCOPE : OTHER_SCOPE],
        createdAt: now - 20 * DAY,
        createdBy: name,
        validTo: now + 60 * DAY + n * 1000 + slot,
        formKey: `form-${n}-${slot}`,
        digest: { selector: parsed.selector, digest, pepper: peppers.current.version },
      };
      return { token, secret: parsed.text };
    });
    const document = {
      version: DOCUMENT_VERSION,
      person,
      contact: {
        person,
        name,
        locale: n % 2 === 0 ? 'en-GB' : 'de-DE',
        serviceUrl,
        userId: `29:${n}`,
        botId: '28:bot',
        conversationId: `a:chat-with-29:${n}`,
      },
      tokens: held.map(({ token }) => token),
      notices: [],
      pendingEvents: [],
    } as const;
    await writeFile(join(folder, 'people', personFileName(person)), encodeDocument(document), {
      mode: 0o600,
    });
    for (const { token } of held)
      events.push({
        id: `created-${token.id}`,
        at: token.createdAt,
        action: 'create',
        actor: person,
        place: 'personal',
        owner: person,
        tokenId: token.id,
        tokenName: token.name,
      });
    people.push({ name, id: `29:${n}`, aadObjectId: objectId, tokens: held });
  }
  const journal = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  await writeFile(join(folder, 'audit.jsonl'), journal, { mode: 0o600 });
  return { people, folder };
}
