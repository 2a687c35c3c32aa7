import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { leaveOutSecrets } from '../../core/secrets/secret-forms.ts';
import type { PersonDocument } from '../lowdb/person-document.ts';

/** A document whose tokens' names hold no secrets, as an earlier release let them, and how many names that changed. */
export function withoutSecretsInNames(document: PersonDocument): {
  readonly document: PersonDocument;
  readonly changed: number;
} {
  let changed = 0;
  const tokens = document.tokens.map((token) => {
    // Two names may differ in their secrets only: the id keeps them apart.
    const name = leaveOutSecrets(token.name, `(secret left out, ${token.id.slice(0, 8)})`);
    if (name === token.name) return token;
    changed += 1;
    return { ...token, name };
  });
  return { document: changed === 0 ? document : { ...document, tokens }, changed };
}

/** An audit event whose token's name holds no secret. */
export function withoutSecretInEvent(event: AuditEvent): AuditEvent {
  const { tokenName } = event;
  return tokenName === undefined
    ? event
    : { ...event, tokenName: leaveOutSecrets(tokenName, '(secret left out)') };
}
