/** What made a token on its owner's behalf, and the words for it. */
export interface KnownOrigin {
  readonly id: 'git' | 'app-service' | 'load-test' | 'teams' | 'nuget';
  readonly label: string;
}

/** Names that tools give to the tokens that they make. Source: Microsoft's page on revoking one's tokens. */
const NAMES: ReadonlyMap<string, KnownOrigin> = new Map([
  [
    'service hooks :: azure app service :: deploy web app',
    { id: 'app-service', label: 'Azure App Service deployment' },
  ],
  [
    'service hooks: azure app service: deploy web app',
    { id: 'app-service', label: 'Azure App Service deployment' },
  ],
  ['webapploadtestcdinttoken', { id: 'load-test', label: 'web load test in a pipeline' }],
  ['microsoft teams integration', { id: 'teams', label: 'Azure DevOps integration in Teams' }],
  ['azure devops artifacts credential provider', { id: 'nuget', label: 'NuGet credential provider' }],
]);

const GIT = /^git: https?:\/\/\S+(?: on (\S.{0,63}))?$/i;

/**
 * Where a token probably comes from, by its name; undefined when no known tool names its tokens so. Only a hint: anybody
 * can give a token any name.
 */
export function knownOrigin(name: string): KnownOrigin | undefined {
  const plain = name.trim().replace(/\s+/g, ' ');
  const git = GIT.exec(plain);
  if (git === null) return NAMES.get(plain.toLowerCase());
  return { id: 'git', label: git[1] === undefined ? 'Git' : `Git on ${git[1]}` };
}
