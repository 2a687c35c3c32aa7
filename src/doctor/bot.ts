import type { LocalMode, TeamsMode } from '../config/mode.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { withDeadline } from '../core/timing/deadline.ts';
import { createChannel } from '../service/teams-channel.ts';
import { PUBLIC_CLOUD } from '../teams/channel/cloud.ts';
import { aadstsNumber } from '../web/aadsts.ts';
import { connectionErrorCode } from '../web/connection-error.ts';
import { type RefusedSettings, refusedByEntra } from './aadsts.ts';
import { type Finding, noIdentity, ok, outOfReach, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { ask, jsonIn, reasonFor } from './http.ts';

const CREDENTIALS = 'Bot credentials';
const KEYS = "Teams' signing keys";
const NAMES: RefusedSettings = {
  id: 'MicrosoftAppId',
  secret: 'MicrosoftAppPassword',
  certificate: 'MicrosoftAppCertificate',
  tenant: 'MicrosoftAppTenantId',
};
/** botbuilder has no time-out of its own. */
const TOKEN_MS = 10_000;

export interface BotDeps {
  readonly mode: LocalMode | TeamsMode;
  readonly clock: Clock;
  /** Asks for the token that the bot sends messages with; as the service does it when left out. */
  readonly getToken?: () => Promise<unknown>;
  /** Where the keys are published that Teams signs its calls with. */
  readonly metadataUrl?: string;
}

/** Sees whether the bot can prove itself to Teams, and Teams to the bot. */
export async function examineBot(deps: BotDeps): Promise<readonly Finding[]> {
  const { mode, clock, metadataUrl = PUBLIC_CLOUD.metadataUrl } = deps;
  if (mode.kind === 'local') return [unchecked(CREDENTIALS, 'local mode has none.')];
  const getToken = deps.getToken ?? (async () => (await createChannel({ mode, clock })).getToken());
  return Promise.all([credentialFinding(mode, getToken), keysFinding(metadataUrl)]);
}

async function credentialFinding(mode: TeamsMode, getToken: () => Promise<unknown>): Promise<Finding> {
  try {
    await withDeadline(getToken(), TOKEN_MS);
    return ok(CREDENTIALS, `Microsoft Entra gives the bot ${mode.appId} a token.`);
  } catch (error) {
    if (error instanceof PatkeeperError)
      return problem(CREDENTIALS, error.message, 'Then run this again.', GUIDE.credential);
    // The error may quote the request, so only its number and code are read.
    const number = aadstsNumber(error instanceof Error ? error.message : '');
    if (number !== undefined) return refusedByEntra(CREDENTIALS, number, NAMES);
    if (mode.type === 'UserAssignedMSI') return noIdentity(CREDENTIALS, GUIDE.bot);
    return outOfReach(CREDENTIALS, 'login.microsoftonline.com', reasonFor(connectionErrorCode(error) ?? ''));
  }
}

async function keysFinding(metadataUrl: string): Promise<Finding> {
  const { host } = new URL(metadataUrl);
  const reply = await ask(metadataUrl);
  const document = reply.kind === 'answer' ? jsonIn(reply.text) : undefined;
  if (typeof document === 'object' && document !== null && 'jwks_uri' in document)
    return ok(KEYS, `${host} publishes them.`);
  const why = reply.kind === 'answer' ? `status ${reply.status}` : reply.why;
  const fix =
    'Let this machine reach it over https. Without these keys Patkeeper refuses every message from Teams.';
  return problem(KEYS, `${host} could not be reached: ${why}.`, fix, GUIDE.proxy);
}
