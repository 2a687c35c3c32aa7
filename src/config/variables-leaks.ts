import type { Variable } from './variable.ts';

/** What becomes of built-in secrets in wrong hands. Rows are read as `variable.ts` says. */
export const LEAK_VARIABLES = [
  // Absent or empty: pkt. Secrets with any earlier prefix work and are masked all the same.
  {
    name: 'PAT_PREFIX',
    default: 'pkt',
    doc: 'How new built-in secrets begin, before an underscore: 2 to 10 of a-z and 0-9. Choose one that no other product uses, so that secret scanners recognize your tokens. Secrets that were made with another prefix continue to work. Patkeeper remembers every prefix that it ever used.',
  },
  // Absent: nobody may report with a signature of GitHub. Empty with Teams: no start, because leaked tokens would stay alive.
  {
    name: 'LEAK_KEYS_URL',
    default: '',
    lostIfEmpty: true,
    doc: "Address of the public keys that sign reports of leaked tokens in the form of GitHub's secret-scanning partner programme, for example https://api.github.com/meta/public_keys/secret_scanning. Patkeeper then takes such reports at /leaks. https, or loopback in local mode.",
  },
  // Absent or empty: every current key at LEAK_KEYS_URL counts, as the programme says. A list of nothing is
  // refused.
  {
    name: 'LEAK_KEY_PINS',
    default: '',
    doc: 'SHA-256 digests of public keys (DER, hexadecimal), separated by commas. Of the keys at LEAK_KEYS_URL only these count. When left out: each key there that is marked as current counts.',
    lostIfEmpty: true,
  },
  // Absent: none of your own scanners may report. Empty with Teams: no start, as above.
  {
    name: 'LEAK_KEYS',
    default: '',
    lostIfEmpty: true,
    secret: true,
    doc: 'Your own scanners that may report leaked tokens at /leaks, separated by commas. Write each as name:secret, with a secret of at least 32 characters, which signs the reports.',
  },
  // Absent: off. Owners are asked, and nothing is ended. Empty with Teams: no start, because it may be a lost "on".
  {
    name: 'END_IDLE',
    default: 'off',
    lostIfEmpty: true,
    doc: 'on or off: whether Patkeeper ends a built-in token that nobody has used for 60 days, 30 days after it asked the owner whether anything still needs it, unless the owner keeps it. off: Patkeeper only asks.',
  },
] as const satisfies readonly Variable[];
