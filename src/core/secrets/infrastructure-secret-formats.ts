import { GITLEAKS, prefixed, type SecretFormat } from './secret-format.ts';

/** How secrets of infrastructure and stores of secrets look. */
export const INFRASTRUCTURE_SECRET_FORMATS: readonly SecretFormat[] = [
  prefixed('Vault token', 'HashiCorp Docs, tokens', ['hvs.', 'hvb.', 'hvr.'], /[\w-]{24,}/),
  {
    name: 'Vault token before 1.10',
    source: 'HashiCorp Docs, tokens',
    signatures: ['s.', 'b.', 'r.'],
    // A digit tells it from the names that minified programs have in their stacks.
    pattern: /(?<![\w$])([sbr]\.)(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![A-Za-z0-9])/g,
  },
  {
    name: 'Terraform Cloud token',
    source: 'HashiCorp Docs, API tokens',
    signatures: ['.atlasv1.'],
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}/g,
  },
  prefixed(
    'Doppler token',
    'Doppler Docs, token formats',
    ['dp.pt.', 'dp.ct.', 'dp.st.', 'dp.sa.', 'dp.said.', 'dp.scim.', 'dp.audit.'],
    /(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,}/,
  ),
  prefixed('1Password service account', GITLEAKS, ['ops_eyJ'], /[\w+/=-]{100,}/),
  prefixed('Pulumi token', GITLEAKS, ['pul-'], /[a-f0-9]{40}/),
  prefixed('OpenShift token', GITLEAKS, ['sha256~'], /[\w-]{43}/),
];
