import { isLoopback } from '../../core/loopback.ts';

/** Never a whole domain where anybody can take a name, as under trafficmanager.net. */
const HOSTS = new Set(['smba.trafficmanager.net']);
/**
 * Covers GCC's smba.infra.gcc.teams.microsoft.com, which works with the public cloud's tokens. GCC High and DoD have other
 * issuers (`.us`), which this bot does not know.
 */
const DOMAINS = ['.botframework.com', '.teams.microsoft.com'];

/** Whether a serviceUrl leads to Microsoft's Bot Connector for Teams, over https on its usual port. */
export function isTeamsServiceUrl(text: string): boolean {
  const url = parse(text);
  if (url === undefined || url.protocol !== 'https:' || url.port !== '') return false;
  return HOSTS.has(url.hostname) || DOMAINS.some((domain) => url.hostname.endsWith(domain));
}

/** Whether a serviceUrl leads to this machine. */
export function isLocalServiceUrl(text: string): boolean {
  const url = parse(text);
  return url !== undefined && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

/** Paths are added to a serviceUrl, so it must end with one. */
function parse(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username || url.password || /[?#\s]/.test(text) ? undefined : url;
}
