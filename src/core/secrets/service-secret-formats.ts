import { GITLEAKS, prefixed, type SecretFormat } from './secret-format.ts';

/** How secrets of payment, mail and language models look. */
export const SERVICE_SECRET_FORMATS: readonly SecretFormat[] = [
  prefixed(
    'Stripe key',
    'Stripe Docs, API keys',
    ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    /[A-Za-z0-9]{16,}/,
  ),
  prefixed('Stripe webhook secret', 'Stripe Docs, webhooks', ['whsec_'], /[A-Za-z0-9+/=]{24,}/),
  prefixed('Square secret', 'Square Docs, access tokens', ['sq0atp-', 'sq0csp-'], /[\w-]{22,}/),
  prefixed('Square or Facebook token', GITLEAKS, ['EAA'], /[A-Za-z][\w-]{56,}/),
  prefixed(
    'Shopify token',
    'Shopify Docs, access tokens',
    ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shpua_', 'shptka_'],
    /[A-Fa-f0-9]{32,}/,
  ),
  prefixed('SendGrid key', 'Twilio Docs, SendGrid keys', ['SG.'], /[\w-]{16,}\.[\w-]{16,}/),
  prefixed('Twilio key', 'Twilio Docs, API keys', ['SK'], /[a-f0-9]{32}/),
  {
    name: 'Mailchimp key',
    source: GITLEAKS,
    signatures: ['-us'],
    pattern: /[a-f0-9]{32}-us\d{1,2}/g,
  },
  prefixed('Anthropic key', 'Anthropic Docs, API keys', ['sk-ant-'], /[\w-]{20,}/),
  prefixed(
    'OpenAI project key',
    'OpenAI Docs, API keys',
    ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    /[\w-]{20,}/,
  ),
  prefixed('OpenAI key', 'OpenAI Docs, API keys', ['sk-'], /[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/),
  // Many services use this prefix, and words such as “task” end like it.
  prefixed('key of a model that begins with sk-', GITLEAKS, ['sk-'], /[A-Za-z0-9]{32,}/, /(?<![A-Za-z0-9])/),
  prefixed('Hugging Face token', 'Hugging Face Docs, user access tokens', ['hf_'], /[A-Za-z0-9]{34,}/),
  prefixed('Groq key', 'Groq Docs, API keys', ['gsk_'], /[A-Za-z0-9]{50,}/),
  prefixed('Perplexity key', GITLEAKS, ['pplx-'], /[A-Za-z0-9]{40,}/),
];
