import type { Variable } from './variable.ts';

/** Where audit events go. Rows are read as `variable.ts` says. */
export const AUDIT_VARIABLES = [
  // Absent: nothing is sent, and the store alone has the trail. Empty with Teams: no start, because an address may have been
  // lost. Some collectors have their key in it, so that it is a secret.
  {
    name: 'AUDIT_PUSH',
    default: '',
    lostIfEmpty: true,
    secret: true,
    hostShown: true,
    doc: 'Where Patkeeper sends audit events, in their order: https://... (JSON, OCSF) or syslog+tls://host:6514 (RFC 5424). When left out: nowhere.',
  },
  // Absent or empty: no token is sent, and a collector that wants one refuses.
  {
    name: 'AUDIT_PUSH_TOKEN',
    default: '',
    secret: true,
    doc: 'Token that is sent with them as "Authorization: Bearer". For an address with https only.',
  },
  // Absent: the certificates that the system trusts. Empty with Teams: no start, because fewer may have been trusted. A file
  // that is not there stops the start.
  {
    name: 'AUDIT_PUSH_CA',
    default: '',
    lostIfEmpty: true,
    doc: "PEM file with the certificates to trust at that address, in place of the system's.",
  },
] as const satisfies readonly Variable[];
