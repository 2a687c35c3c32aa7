import { createRequire } from 'node:module';

/**
 * What we use of Microsoft's sign-in library. It is loaded by `require`: as ES modules it is more than a hundred files, which
 * take twice as long to load and more memory.
 */
const msal = createRequire(import.meta.url)('@azure/msal-node') as typeof import('@azure/msal-node');

export const {
  AuthError,
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  LogLevel,
  ManagedIdentityApplication,
  ServerError,
} = msal;
