import { GITLEAKS, prefixed, type SecretFormat } from './secret-format.ts';

/** Forms of secrets of services for monitoring and teamwork. */
export const TEAMWORK_SECRET_FORMATS: readonly SecretFormat[] = [
  {
    name: 'Slack token',
    source: 'Slack Docs, token types',
    signatures: ['xox'],
    pattern: /(xox[a-z](?:\.xox[a-z])?-)[\w-]{10,}/g,
  },
  prefixed('Slack app token', 'Slack Docs, token types', ['xapp-'], /[\w-]{10,}/),
  prefixed(
    'Slack webhook',
    'Slack Docs, incoming webhooks',
    ['hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/'],
    /[\w+/-]{20,}/,
  ),
  prefixed('Grafana token', 'Grafana Docs, service accounts', ['glsa_', 'glc_'], /[\w+/=]{32,}/),
  prefixed('Sentry token', 'Sentry Docs, auth tokens', ['sntrys_', 'sntryu_'], /[\w+/=-]{40,}/),
  prefixed('New Relic key', 'New Relic Docs, API keys', ['NRAK-'], /[A-Z0-9]{27}/),
  prefixed(
    'Dynatrace token',
    'Dynatrace Docs, access tokens',
    ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.'],
    /[A-Z0-9]{8,24}\.[A-Z0-9]{60,}/,
  ),
  prefixed('Linear key', GITLEAKS, ['lin_api_', 'lin_oauth_'], /[A-Za-z0-9]{32,}/),
  prefixed('Notion token', GITLEAKS, ['ntn_'], /[A-Za-z0-9]{40,}/),
  prefixed('Figma token', 'Figma Docs, access tokens', ['figd_', 'figo_', 'figu_'], /[\w-]{40,}/),
  prefixed('Postman key', GITLEAKS, ['PMAK-'], /[A-Fa-f0-9]{24}-[A-Fa-f0-9]{30,}/),
  {
    name: 'Telegram bot token',
    source: 'Telegram, Bot API',
    signatures: [':AA'],
    pattern: /(\d{8,10}:)AA[\w-]{32,}/g,
  },
];
