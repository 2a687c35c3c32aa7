import { type Finding, ok, outOfReach } from './findings.ts';
import { ask } from './http.ts';

/**
 * Checks whether this machine can reach Azure DevOps. Any answer is good, because the question comes from nobody in
 * particular.
 */
export async function examineAzureDevOps(deps: {
  readonly url: string;
  readonly profileUrl: string;
}): Promise<readonly Finding[]> {
  const addresses = [
    ...new Set([`${deps.url}/_apis/`, `${deps.profileUrl}/_apis/profile/profiles/me?api-version=7.1`]),
  ];
  return Promise.all(
    addresses.map(async (address) => {
      const { host } = new URL(address);
      const reply = await ask(address, { headers: { Accept: 'application/json' } });
      if (reply.kind === 'answer' && reply.status < 500) return ok('Azure DevOps', `${host} answers.`);
      const why = reply.kind === 'answer' ? `it answers with status ${reply.status}` : reply.why;
      return outOfReach('Azure DevOps', host, why);
    }),
  );
}
