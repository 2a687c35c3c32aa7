/**
 * What GitHub publishes of its secret-scanning partner programme, in its documentation and as it answered others: the page
 * "Secret scanning partner program" of docs.github.com. The signature is over the body as it is sent, ECDSA on P-256 with
 * SHA-256, as DER in Base64.
 */
export const GITHUB_SAMPLE = {
  keyId: 'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c',
  signature:
    'MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg==',
  body: '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]',
};

/** The answer of https://api.github.com/meta/public_keys/secret_scanning with the key of the sample, and one that is not current. */
export const GITHUB_KEYS = {
  public_keys: [
    {
      key_identifier: '90a421169f0a406205f1563a953312f0be898d3c7b6c06b681aa86a874555f4a',
      key: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----\n',
      is_current: false,
    },
    {
      key_identifier: 'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c',
      key: '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYAGMWO8XgCamYKMJS6jc/qgvSlAd\nAjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==\n-----END PUBLIC KEY-----\n',
      is_current: true,
    },
  ],
};

/** The only two labels of the feedback, and its fields: the hashed form names the token by SHA-256 alone. */
export const LABELS = ['true_positive', 'false_positive'] as const;
export const FEEDBACK_FIELDS = ['token_hash', 'token_type', 'label'] as const;
