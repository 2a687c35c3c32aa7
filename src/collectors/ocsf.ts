import type { AuditAction } from '../core/audit/audit-event.ts';
import type { SealedEvent } from '../core/store/audit.ts';
import type { PersonId } from '../core/tokens/token.ts';

/** The release of the Open Cybersecurity Schema Framework whose classes these events are of. */
const SCHEMA = '1.3.0';
const [IDENTITY, ACCOUNT_CHANGE, AUTHENTICATION, OTHER] = [3, 3001, 3002, 99];
const [SUCCESS, FAILURE] = [1, 2];
const [INFORMATIONAL, LOW] = [1, 2];

/** The activity of the class that says most about an action; without one it is "other", by our own word. */
const ACTIVITIES: Partial<Record<AuditAction, readonly [id: number, name: string]>> = {
  create: [1, 'Create'],
  rotate: [4, 'Password Reset'],
  revoke: [6, 'Delete'],
  'sign-in': [1, 'Logon'],
  'sign-out': [2, 'Logoff'],
};

/** An audit event as the classes Account Change and Authentication of OCSF have it. What they have no place for is unmapped. */
export function ocsfEvent({ number, event }: SealedEvent, version: string): object {
  const { id, at, action, actor, owner, place, detail, reason, role, correlationId, tokenId, tokenName } =
    event;
  const isSignIn = action === 'sign-in' || action === 'sign-out';
  const classUid = isSignIn ? AUTHENTICATION : ACCOUNT_CHANGE;
  const [activity, name] = ACTIVITIES[action] ?? [OTHER, action];
  const failed = action === 'refuse';
  return {
    category_uid: IDENTITY,
    category_name: 'Identity & Access Management',
    class_uid: classUid,
    class_name: isSignIn ? 'Authentication' : 'Account Change',
    activity_id: activity,
    activity_name: name,
    type_uid: classUid * 100 + activity,
    severity_id: failed ? LOW : INFORMATIONAL,
    status_id: failed ? FAILURE : SUCCESS,
    ...(detail === undefined ? {} : { status_detail: detail }),
    time: at,
    metadata: {
      version: SCHEMA,
      product: { name: 'Patkeeper', vendor_name: 'Patkeeper', version },
      uid: id,
      sequence: number,
      ...(correlationId === undefined ? {} : { correlation_uid: correlationId }),
    },
    actor: { user: userOf(actor) },
    user: userOf(owner),
    ...(isSignIn ? { service: { name: 'Patkeeper' } } : {}),
    ...(reason === undefined ? {} : { message: reason }),
    unmapped: {
      action,
      place,
      ...(role === undefined ? {} : { role }),
      ...(tokenId === undefined ? {} : { token_id: tokenId }),
      ...(tokenName === undefined ? {} : { token_name: tokenName }),
    },
  };
}

function userOf({ tenantId, objectId }: PersonId): object {
  return { uid: objectId, ...(tenantId === '' ? {} : { org: { uid: tenantId } }) };
}
