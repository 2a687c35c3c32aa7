import type { Clock } from '../core/ports.ts';
import { discoveryDocument, entraRefusal } from '../identity/entra-metadata.ts';
import { aadstsNumber } from '../web/aadsts.ts';
import { parseHttpDate } from '../web/http-date.ts';
import { type RefusedSettings, refusedByEntra } from './aadsts.ts';
import { type Finding, note, ok, outOfReach, problem, unchecked } from './findings.ts';
import { GUIDE } from './guide.ts';
import { ask, jsonIn } from './http.ts';

/** Entra takes proofs that are this far off. */
const MOST_SKEW_S = 5 * 60;
const NOTED_SKEW_S = 60;
const ENTRA = 'Microsoft Entra';

export interface TenantDeps {
  /** Without a slash at its end. */
  readonly authority: string;
  /** Whose people use the bot, in lower case. */
  readonly tenants: readonly string[];
  /** The local chat's people are made up, so that only the fake Entra knows them. */
  readonly local: boolean;
  readonly names: RefusedSettings;
  readonly clock: Clock;
}

/** What is known about the tenant. Without `authorizationEndpoint` the doctor can't ask it anything more. */
export interface TenantFindings {
  readonly findings: readonly Finding[];
  readonly authorizationEndpoint?: string;
  /** The tenant that people are of when they sign in there. */
  readonly tenantId?: string;
}

/** Asks Entra for the tenant's discovery document: who it is, and what time it is there. */
export async function examineTenant({
  authority,
  tenants,
  local,
  names,
  clock,
}: TenantDeps): Promise<TenantFindings> {
  const address = `${authority}/v2.0/.well-known/openid-configuration`;
  const reply = await ask(address, { headers: { Accept: 'application/json' } });
  const stop = (...findings: Finding[]) => ({ findings: [...findings, ...skipped()] });
  if (reply.kind === 'unreached') return stop(outOfReach(ENTRA, new URL(authority).host, reply.why));
  const body = jsonIn(reply.text);
  const refused = entraRefusal.safeParse(body);
  if (refused.success)
    return stop(refusedByEntra(ENTRA, aadstsNumber(refused.data.error_description), names));
  const found = discoveryDocument.safeParse(body);
  if (!found.success) {
    const text = `${authority} answers, but not as Microsoft Entra does (status ${reply.status}).`;
    return stop(problem(ENTRA, text, `Correct ${names.tenant}.`, GUIDE.settings));
  }
  const tenantId = /\/([0-9a-f-]{36})\//i.exec(found.data.issuer)?.[1]?.toLowerCase();
  return {
    findings: [
      ok(ENTRA, `${authority} answers.`),
      tenantFinding(tenantId, tenants, local, names.tenant),
      clockFinding(reply.headers.get('date'), clock),
    ],
    authorizationEndpoint: found.data.authorization_endpoint,
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function skipped(): Finding[] {
  return ['Tenant', 'Clock'].map((what) => unchecked(what, 'Microsoft Entra gave no usable answer.'));
}

function tenantFinding(
  tenantId: string | undefined,
  tenants: readonly string[],
  local: boolean,
  setting: string,
): Finding {
  const what = 'Tenant';
  if (tenantId === undefined || !tenants.includes(tenantId)) {
    const text = `People who sign in there belong to tenant ${tenantId ?? '(none)'}, and nobody of that tenant uses this bot.`;
    const fix = local
      ? 'The people of the local chat are not real: in local mode, signing in works with "npm run fakes" only.'
      : `Let ${setting} name one of these: ${tenants.join(', ')}.`;
    return problem(what, text, fix, GUIDE.settings);
  }
  if (tenants.length > 1) {
    const text = `Several tenants may use the bot, but only people of ${tenantId} can sign in to Azure DevOps.`;
    return note(what, text);
  }
  return ok(what, `${tenantId}, the tenant of the bot's people.`);
}

function clockFinding(date: string | null, clock: Clock): Finding {
  const there = parseHttpDate(date ?? '');
  if (there === undefined) return unchecked('Clock', "Microsoft Entra's answer has no date.");
  const seconds = Math.round((clock.now() - there) / 1000);
  const off = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} Microsoft's`;
  if (Math.abs(seconds) > MOST_SKEW_S) {
    const fix = 'Correct it, for example with NTP. Sign-ins fail if it is off by more than 5 minutes.';
    return problem('Clock', `This machine's clock is ${off}.`, fix);
  }
  if (Math.abs(seconds) > NOTED_SKEW_S) return note('Clock', `This machine's clock is ${off}. Correct it.`);
  return ok('Clock', 'it is less than a minute off.');
}
