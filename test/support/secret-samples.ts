import { generateSecret } from '../../src/core/secrets/secret.ts';
import { makeSecret } from './fake-azure-devops/make-secret.ts';

const HEX = '0123456789abcdef';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const BASE62 = `0123456789${UPPER}${LOWER}`;
const BASE64 = `${BASE62}+/`;
const URL_SAFE = `${BASE62}-_`;

/** So many characters of an alphabet, the same each time, and no two neighbours as in the alphabet. */
function of(alphabet: string, length: number): string {
  return Array.from({ length }, (_, index) =>
    alphabet.charAt((index * 29 + (index >> 2) * 7 + 11) % alphabet.length),
  ).join('');
}

/** Lines of a key in PEM; the words are put together here, so that no scanner takes this file for one. */
function pem(label: string): string {
  return `-----BEGIN ${label}-----\n${of(BASE64, 64)}\n${of(BASE64, 40)}==\n-----END ${label}-----`;
}

/** Makes a secret of each published form, by the name of its row in the table. */
export const SECRET_MAKERS: Readonly<Record<string, () => string>> = {
  'private key (PEM)': () => pem('RSA PRIVATE KEY'),
  'age key': () => `AGE-SECRET-KEY-1${of(`${UPPER}234567`, 58)}`,
  'GitHub fine-grained token': () => `github_pat_${of(BASE62, 22)}_${of(BASE62, 59)}`,
  'GitHub token': () => `ghp_${of(BASE62, 36)}`,
  'GitLab token': () => `glpat-${of(URL_SAFE, 27)}.01.${of(BASE62, 9)}`,
  'GitLab runner registration': () => `GR1348941${of(URL_SAFE, 20)}`,
  'npm token': () => `npm_${of(BASE62, 36)}`,
  'PyPI token': () => `pypi-AgEIcHlwaS5vcmc${of(URL_SAFE, 80)}`,
  'RubyGems key': () => `rubygems_${of(HEX, 48)}`,
  'NuGet key': () => `oy2${of(`${LOWER}234567`, 43)}`,
  'crates.io token': () => `cio${of(BASE62, 32)}`,
  'Docker Hub token': () => `dckr_pat_${of(URL_SAFE, 27)}`,
  'Artifactory key': () => `AKCp${of(BASE62, 69)}`,
  'SonarQube token': () => `squ_${of(HEX, 40)}`,
  'CircleCI token': () => `CCIPAT_${of(BASE62, 22)}_${of(HEX, 40)}`,
  'Buildkite token': () => `bkua_${of(HEX, 40)}`,
  'Atlassian token': () => `ATATT3xFfGF0${of(URL_SAFE, 172)}=${of(UPPER, 8)}`,
  'Bitbucket app password': () => `ATBB${of(BASE62, 32)}`,
  'annotated Azure key, as Azure DevOps’ of today': makeSecret,
  'Microsoft Entra client secret': () => `${of(BASE62, 3)}8Q~${of(URL_SAFE, 34)}`,
  'Microsoft Entra refresh token or code': () =>
    `1.A${of(URL_SAFE, 44)}.AgABAwEAAAD${of(URL_SAFE, 120)}.${of(URL_SAFE, 20)}`,
  'Microsoft account refresh token': () => `M.C507_BAY.0.U.-${of(`${BASE62}!*`, 90)}`,
  'Azure key in a connection string': () => `SharedAccessKey=${of(BASE64, 43)}=`,
  'Azure key for messages and devices': () => `${of(BASE64, 33)}+ASbC${of(BASE64, 5)}=`,
  'Azure key for search and functions': () => `${of(BASE62, 42)}AzSeB${of(BASE62, 5)}`,
  'Azure storage or Cosmos DB key': () => `${of(BASE64, 86)}==`,
  'Teams webhook': () =>
    `.webhook.office.com/webhookb2/${of(HEX, 36)}@${of(HEX, 36)}/IncomingWebhook/${of(HEX, 32)}`,
  'AWS access key id': () => `AKIA${of(`${UPPER}234567`, 16)}`,
  'AWS secret access key': () => `aws_secret_access_key = ${of(BASE64, 40)}`,
  'AWS session token': () => `IQoJb3JpZ2luX2VjE${of(BASE64, 200)}==`,
  'Google API key': () => `AIzaSy${of(URL_SAFE, 33)}`,
  'Google access token': () => `ya29.${of(URL_SAFE, 120)}`,
  'Google client secret': () => `GOCSPX-${of(URL_SAFE, 28)}`,
  'Google refresh token': () => `1//0${of(URL_SAFE, 60)}`,
  'DigitalOcean token': () => `dop_v1_${of(HEX, 64)}`,
  'Cloudflare origin key': () => `v1.0-${of(HEX, 24)}-${of(HEX, 146)}`,
  'Databricks token': () => `dapi${of(HEX, 32)}-2`,
  'PlanetScale secret': () => `pscale_tkn_${of(URL_SAFE, 43)}`,
  'Supabase key': () => `sbp_${of(HEX, 40)}`,
  'Fly.io token': () => `fm2_${of(BASE64, 120)}`,
  'Netlify token': () => `nfp_${of(BASE62, 36)}`,
  'Tailscale key': () => `tskey-auth-${of(BASE62, 17)}-${of(BASE62, 32)}`,
  'Vault token': () => `hvs.${of(URL_SAFE, 92)}`,
  'Terraform Cloud token': () => `${of(BASE62, 14)}.atlasv1.${of(URL_SAFE, 67)}`,
  'Doppler token': () => `dp.st.dev.${of(BASE62, 43)}`,
  '1Password service account': () => `ops_eyJ${of(BASE64, 280)}`,
  'Pulumi token': () => `pul-${of(HEX, 40)}`,
  'OpenShift token': () => `sha256~${of(URL_SAFE, 43)}`,
  'Slack token': () => `xoxb-${of('123456789', 12)}-${of('123456789', 13)}-${of(BASE62, 24)}`,
  'Slack app token': () => `xapp-1-A${of(UPPER, 10)}-${of('123456789', 13)}-${of(HEX, 64)}`,
  'Slack webhook': () => `hooks.slack.com/services/T${of(UPPER, 8)}/B${of(UPPER, 8)}/${of(BASE62, 24)}`,
  'Grafana token': () => `glsa_${of(BASE62, 32)}_${of(HEX, 8)}`,
  'Sentry token': () => `sntryu_${of(HEX, 64)}`,
  'New Relic key': () => `NRAK-${of(`${UPPER}0123456789`, 27)}`,
  'Dynatrace token': () => `dt0c01.${of(`${UPPER}234567`, 24)}.${of(`${UPPER}234567`, 64)}`,
  'Linear key': () => `lin_api_${of(BASE62, 40)}`,
  'Notion token': () => `ntn_${of('123456789', 11)}${of(BASE62, 35)}`,
  'Figma token': () => `figd_${of(URL_SAFE, 40)}`,
  'Postman key': () => `PMAK-${of(HEX, 24)}-${of(HEX, 34)}`,
  'Telegram bot token': () => `${of('123456789', 10)}:AA${of(URL_SAFE, 33)}`,
  'Stripe key': () => `sk_live_${of(BASE62, 24)}`,
  'Stripe webhook secret': () => `whsec_${of(BASE62, 32)}`,
  'Square secret': () => `sq0csp-${of(URL_SAFE, 43)}`,
  'Square or Facebook token': () => `EAAAl${of(URL_SAFE, 59)}`,
  'Shopify token': () => `shpat_${of(HEX, 32)}`,
  'SendGrid key': () => `SG.${of(URL_SAFE, 22)}.${of(URL_SAFE, 43)}`,
  'Twilio key': () => `SK${of(HEX, 32)}`,
  'Mailchimp key': () => `${of(HEX, 32)}-us12`,
  'Anthropic key': () => `sk-ant-api03-${of(URL_SAFE, 93)}AA`,
  'OpenAI project key': () => `sk-proj-${of(URL_SAFE, 74)}T3BlbkFJ${of(URL_SAFE, 74)}`,
  'OpenAI key': () => `sk-${of(BASE62, 20)}T3BlbkFJ${of(BASE62, 20)}`,
  'Hugging Face token': () => `hf_${of(BASE62, 34)}`,
  'Groq key': () => `gsk_${of(BASE62, 52)}`,
  'Perplexity key': () => `pplx-${of(BASE62, 48)}`,
  'built-in secret': () => generateSecret().secret.reveal(),
  'JSON web token': () => ['eyJhbGciOiJSUzI1NiJ9', 'eyJvaWQiOiJhZGEifQ', 'c2lnbmF0dXJl'.repeat(4)].join('.'),
  'Azure DevOps’ older': () => '2e4g6ijklmnopqrstuvwxyz7a'.repeat(3).slice(0, 52),
};

/** Those whose form is so short that what stands before or after must not be a letter or digit. */
export const BOUNDED_SECRET_MAKERS: Readonly<Record<string, () => string>> = {
  'Azure shared access signature': () => `sig=${of(BASE62, 40)}%3D`,
  'Vault token before 1.10': () => `s.${of(BASE62, 24)}`,
  'built-in secret with another prefix': () => generateSecret('acme').secret.reveal(),
  'key of a model that begins with sk-': () => `sk-${of(HEX, 32)}`,
};

/** What must be in no text that a person or an operator reads: the middle of a secret, without what tells its kind. */
export function heartOf(secret: string): string {
  return secret.slice(Math.floor(secret.length / 2) - 1, -4);
}
