import { GITLEAKS, prefixed, type SecretFormat } from './secret-format.ts';

/** How secrets of clouds look. */
export const CLOUD_SECRET_FORMATS: readonly SecretFormat[] = [
  prefixed(
    'AWS access key id',
    'AWS IAM, unique identifiers',
    ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    /[A-Z0-9]{16}/,
  ),
  prefixed(
    'AWS secret access key',
    'AWS, settings in files',
    [
      'aws_secret_access_key',
      'AWS_SECRET_ACCESS_KEY',
      'aws_secret_key',
      'AWS_SECRET_KEY',
      'SecretAccessKey',
      'secretAccessKey',
    ],
    /["']?\s{0,8}[:=]\s{0,8}["']?[A-Za-z0-9+/]{40}/,
  ),
  prefixed(
    'AWS session token',
    'AWS STS',
    ['IQoJb3JpZ2luX2', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'],
    /[A-Za-z0-9+/=%]{40,}/,
  ),
  prefixed('Google API key', 'Google Cloud Docs, API keys', ['AIza'], /[\w-]{30,}/),
  prefixed('Google access token', 'Google Cloud Docs, token types', ['ya29.'], /[\w-]{20,}(?:\.[\w-]+)*/),
  prefixed('Google client secret', GITLEAKS, ['GOCSPX-'], /[\w-]{20,}/),
  prefixed('Google refresh token', 'Google Cloud Docs, token types', ['1//0'], /[\w-]{40,}/),
  prefixed(
    'DigitalOcean token',
    'DigitalOcean Docs, API tokens',
    ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    /[a-f0-9]{60,}/,
  ),
  prefixed('Cloudflare origin key', GITLEAKS, ['v1.0-'], /[a-f0-9]{24}-[a-f0-9]{100,}/),
  prefixed('Databricks token', GITLEAKS, ['dapi', 'dose', 'dsapi', 'dkea'], /[a-f0-9]{32}(?:-\d{1,3})?/),
  prefixed('PlanetScale secret', GITLEAKS, ['pscale_tkn_', 'pscale_oauth_', 'pscale_pw_'], /[\w=.-]{32,}/),
  prefixed('Supabase key', 'Supabase Docs, API keys', ['sbp_', 'sb_secret_'], /[\w-]{30,}/),
  prefixed('Fly.io token', GITLEAKS, ['fo1_', 'fm1a_', 'fm1r_', 'fm2_'], /[\w+/=-]{43,}/),
  prefixed(
    'Netlify token',
    'Netlify Docs, API',
    ['nfp_', 'nfc_', 'nfo_', 'nfu_', 'nfb_'],
    /[A-Za-z0-9]{36,}/,
  ),
  prefixed('Tailscale key', 'Tailscale Docs, keys', ['tskey-'], /[a-z]{3,12}-[\w-]{16,}/),
];
