import { type Finding, ok, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { ask, type Reply } from './http.ts';

const PAGES = 'Sign-in pages';
const ENDPOINT = 'Messaging endpoint';
/** What a reverse proxy answers when there is nothing behind it. */
const NOBODY_BEHIND: readonly number[] = [502, 503, 504];

export interface PublicAddressDeps {
  /** Where browsers and Teams reach the bot, without a slash at its end. */
  readonly publicUrl: string;
  /** Where it listens on this machine. */
  readonly ownUrl: string;
  /** Whether people sign in. */
  readonly pages: boolean;
  /** Whether Teams sends to it: in local mode the endpoint takes anything, so it is not tried. */
  readonly teams: boolean;
}

/** Sees whether the public address leads to a running Patkeeper, by the paths that must be passed on. */
export async function examinePublicAddress(deps: PublicAddressDeps): Promise<readonly Finding[]> {
  const { publicUrl, pages, teams } = deps;
  const looks = [
    ...(pages
      ? [look(deps, PAGES, `${publicUrl}/auth/start`, await ask(`${publicUrl}/auth/start`), isPage)]
      : []),
    ...(teams
      ? [
          look(
            deps,
            ENDPOINT,
            `${publicUrl}/api/messages`,
            await ask(`${publicUrl}/api/messages`, {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: '{}',
            }),
            isRefusal,
          ),
        ]
      : []),
  ];
  return Promise.all(looks);
}

async function look(
  { ownUrl }: PublicAddressDeps,
  what: string,
  address: string,
  reply: Reply,
  isOurs: (reply: Extract<Reply, { kind: 'answer' }>) => boolean,
): Promise<Finding> {
  if (reply.kind === 'answer' && isOurs(reply)) return ok(what, `Patkeeper answers at ${address}.`);
  const mayBeOff =
    reply.kind === 'answer' ? NOBODY_BEHIND.includes(reply.status) : /ECONNREFUSED|TIMEOUT/.test(reply.code);
  const found =
    reply.kind === 'answer' ? `answered with status ${reply.status}` : `could not be reached: ${reply.why}`;
  if (mayBeOff && !(await isRunning(ownUrl)))
    return unchecked(
      what,
      `Patkeeper does not run at ${ownUrl}, and ${address} ${found}. Start it and run this again.`,
    );
  if (reply.kind === 'unreached') {
    const fix = 'Check the DNS name, the firewall and the certificate of your reverse proxy.';
    return problem(what, `${address} ${found}.`, fix, GUIDE.proxy);
  }
  const fix = `Let your reverse proxy pass on ${new URL(address).pathname} to ${ownUrl}, and check that PUBLIC_URL is its address.`;
  return problem(what, `${address} ${found}, but Patkeeper answers in another way.`, fix, GUIDE.proxy);
}

/** Without a state the page says that the sign-in is out of date. */
function isPage({ status, text }: { readonly status: number; readonly text: string }): boolean {
  return status === 400 && /<title>[^<]* - Patkeeper<\/title>/.test(text);
}

/** Nobody signed the call, and Patkeeper always gives the same answer to that. */
function isRefusal({ status, text }: { readonly status: number; readonly text: string }): boolean {
  return status === 401 && text === JSON.stringify({ error: 'unauthorized' });
}

async function isRunning(ownUrl: string): Promise<boolean> {
  const reply = await ask(`${ownUrl}/healthz`);
  return reply.kind === 'answer' && reply.text.includes('"status"');
}
