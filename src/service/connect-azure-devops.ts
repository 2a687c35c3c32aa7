import type { AzureDevOps, AzureDevOpsDeps } from './azure-devops.ts';

/** Loads and builds what Azure DevOps takes, where it is configured; rejects as `createAzureDevOps` does. */
export async function connectAzureDevOps(deps: AzureDevOpsDeps): Promise<AzureDevOps | undefined> {
  if (deps.config.azureDevOps === undefined) return undefined;
  const { createAzureDevOps } = await import('./azure-devops.ts');
  return createAzureDevOps(deps);
}
