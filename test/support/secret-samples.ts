import { generateSecret } from '../../src/core/secret.ts';
import { makeSecret } from './fake-azure-devops/make-secret.ts';

/** Makes a secret of each form that is known, by the form's name. */
export const SECRET_MAKERS: Readonly<Record<string, () => string>> = {
  'built-in': () => generateSecret().secret.reveal(),
  'Azure DevOps’ today': makeSecret,
  'Azure DevOps’ older': () => '2e4g6ijklmnopqrstuvwxyz7a'.repeat(3).slice(0, 52),
  'JSON web token': () => ['eyJhbGciOiJSUzI1NiJ9', 'eyJvaWQiOiJhZGEifQ', 'c2lnbmF0dXJl'.repeat(4)].join('.'),
};
