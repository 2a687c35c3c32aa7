/** The names that tools give to their tokens, and words for the tools. Source: Microsoft's page on revoking one's tokens. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['service hooks :: azure app service :: deploy web app', 'Azure App Service deployment'],
  ['service hooks: azure app service: deploy web app', 'Azure App Service deployment'],
  ['webapploadtestcdinttoken', 'web load test in a pipeline'],
  ['microsoft teams integration', 'Azure DevOps integration in Teams'],
  ['azure devops artifacts credential provider', 'NuGet credential provider'],
]);

const GIT = /^git: https?:\/\/\S+(?: on (\S.{0,63}))?$/i;

/**
 * The tool that probably made a token, judging by its name; undefined when no known tool uses such names. Only a hint: anyone
 * can give a token any name.
 */
export function knownOrigin(name: string): string | undefined {
  const plain = name.trim().replace(/\s+/g, ' ');
  const git = GIT.exec(plain);
  if (git === null) return NAMES.get(plain.toLowerCase());
  return git[1] === undefined ? 'Git' : `Git on ${git[1]}`;
}
