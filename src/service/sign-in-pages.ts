import type { Log } from '../core/ports.ts';
import { readAuthFiles } from '../http/sign-in-pages/files.ts';
import { type AuthRoute, createAuthPages } from '../http/sign-in-pages/routes.ts';
import type { AdministrationService } from './administration.ts';
import type { AzureDevOps } from './azure-devops.ts';

export interface SignInPagesInput {
  /** Absent when Azure DevOps isn't configured. */
  readonly azure: Pick<AzureDevOps, 'signIn' | 'administration'> | undefined;
  /** Absent when ADMIN is off. */
  readonly admin: Pick<AdministrationService, 'pages'> | undefined;
  /** Where the code may be handed to, besides Teams. */
  readonly origins: () => readonly string[];
  readonly log: Log;
}

/** The sign-in pages; nothing where nobody signs in. */
export async function signInPages(
  input: SignInPagesInput,
): Promise<{ readonly pages?: readonly AuthRoute[] }> {
  const { azure, admin, origins: messageOrigins, log } = input;
  if (azure === undefined && admin?.pages === undefined) return {};
  await readAuthFiles();
  const pages = createAuthPages({
    ...(azure === undefined ? {} : { signIn: azure.signIn }),
    ...(azure?.administration === undefined ? {} : { members: azure.administration.signIn }),
    ...(admin?.pages === undefined ? {} : { administration: admin.pages }),
    messageOrigins,
    log,
  });
  return { pages };
}
