import { isLoopbackUrl } from '../core/loopback.ts';
import { Secret } from '../core/secrets/secret.ts';
import type { ConfigReader } from './reader.ts';

/** Where audit events are sent. */
export type AuditPushConfig = { readonly caFile?: string } & (
  | { readonly kind: 'https'; readonly url: string; readonly token?: Secret }
  | { readonly kind: 'syslog'; readonly host: string; readonly port: number }
);

const SYSLOG_PORT = 6514;
const FIX = 'Write https://host/path or syslog+tls://host:6514.';

/** Reads where audit events are sent; nothing where nobody says so. */
export function auditPush(read: ConfigReader): { readonly auditPush?: AuditPushConfig } {
  const address = read.text('AUDIT_PUSH');
  const token = read.text('AUDIT_PUSH_TOKEN');
  const caFile = read.text('AUDIT_PUSH_CA');
  if (address === '') {
    for (const name of ['AUDIT_PUSH_TOKEN', 'AUDIT_PUSH_CA'] as const)
      if (read.isSet(name))
        read.report(name, 'is set, but AUDIT_PUSH is not', 'Set AUDIT_PUSH, or remove it.');
    return {};
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSyslog = url?.protocol === 'syslog+tls:';
  const isHttps = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackUrl(address));
  if (url === undefined || url.hostname === '' || (!isSyslog && !isHttps)) {
    read.report('AUDIT_PUSH', 'is no address that Patkeeper can send to', FIX);
    return {};
  }
  if (url.username !== '' || url.password !== '')
    read.report('AUDIT_PUSH', 'holds a password', 'Write it into AUDIT_PUSH_TOKEN.');
  const trust = caFile === '' ? {} : { caFile };
  if (isHttps) {
    const bearer = token === '' ? {} : { token: new Secret(token) };
    return { auditPush: { kind: 'https', url: url.href, ...bearer, ...trust } };
  }
  if (token !== '') read.report('AUDIT_PUSH_TOKEN', 'works with an address with https only', 'Remove it.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { auditPush: { kind: 'syslog', host, port: Number(url.port || SYSLOG_PORT), ...trust } };
}
