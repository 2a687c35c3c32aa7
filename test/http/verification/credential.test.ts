import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { basicOf, credentialOf, isBearer } from '../../../src/http/verification/credential.ts';
import { ANY, closeListeners, setUpVerify } from './setup.ts';

const SECRET = generateSecret().secret.reveal();
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How people send a token, by who does. */
const TAKEN: Readonly<Record<string, string>> = {
  'git, curl -u': `Basic ${base64(`me:${SECRET}`)}`,
  'Azure DevOps: no user': `Basic ${base64(`:${SECRET}`)}`,
  'a user name without a password': `Basic ${base64(`${SECRET}:`)}`,
  'a user name without a colon': `Basic ${base64(SECRET)}`,
  'GitHub: x-oauth-basic as the password': `Basic ${base64(`${SECRET}:x-oauth-basic`)}`,
  'GitHub: x-access-token as the user': `Basic ${base64(`x-access-token:${SECRET}`)}`,
  'echo ":$PAT" | base64': `Basic ${base64(`:${SECRET}\n`)}`,
  'echo on Windows': `Basic ${base64(`:${SECRET}\r\n`)}`,
  'echo "$PAT:" | base64': `Basic ${base64(`${SECRET}:\n`)}`,
  'echo "$PAT" | base64': `Basic ${base64(`${SECRET}\n`)}`,
  'npm, NuGet, anything newer': `Bearer ${SECRET}`,
  'another case, more spaces': `bEARER   ${SECRET} `,
  'Bearer with what belongs behind Basic': `Bearer ${base64(`me:${SECRET}`)}`,
  'the same without a user, with a line end': `Bearer ${base64(`:${SECRET}\n`)}`,
  'Gitea, and GitHub of old': `token ${SECRET}`,
  'cargo: no scheme': SECRET,
};

/** What must not pass, because nobody means it. */
const REFUSED: Readonly<Record<string, string>> = {
  'a space inside': `Basic ${base64(`:pat_ ${SECRET}`)}`,
  'a space behind': `Basic ${base64(`:${SECRET} `)}`,
  'two line ends': `Basic ${base64(`:${SECRET}\n\n`)}`,
  'a line end in front': `Basic ${base64(`:\n${SECRET}`)}`,
  'a line end behind the user': `Basic ${base64(`${SECRET}\n:`)}`,
  'another password beside the token': `Basic ${base64(`${SECRET}:secret`)}`,
  'more behind the password': `Basic ${base64(`${SECRET}:x-oauth-basic2`)}`,
  'no Base64': `Basic me:${SECRET}`,
  'two tokens': `Bearer ${SECRET} ${SECRET}`,
  'a token with a colon': `Bearer me:${SECRET}`,
  'Base64 without a colon': `Bearer ${base64(SECRET)}`,
  'a scheme behind a scheme': `Bearer token ${SECRET}`,
  'no scheme and more': `${SECRET} x`,
  'no scheme and cut off': SECRET.slice(0, -1),
  'another scheme': `Digest ${SECRET}`,
  'a name in front': `pat=${SECRET}`,
};

describe('how people send a token', () => {
  afterEach(closeListeners);

  for (const [who, authorization] of Object.entries(TAKEN))
    it(`takes it from ${who}`, () => {
      assert.equal(credentialOf(authorization), SECRET);
    });

  for (const [what, authorization] of Object.entries(REFUSED))
    it(`does not take it with ${what}`, () => {
      assert.notEqual(credentialOf(authorization), SECRET);
    });

  it('is decided the same way by the listener', async () => {
    const { create, ask } = await setUpVerify();
    const { secret } = await create();
    const statuses = async (ways: Readonly<Record<string, string>>, path: string) => {
      const sent = Object.values(ways).map((authorization) => withSecret(authorization, secret));
      const answers = await Promise.all(sent.map((Authorization) => ask(path, { Authorization })));
      return [...new Set(answers.map(({ status }) => status))];
    };
    for (const path of [ANY, '/self']) {
      assert.deepEqual(await statuses(TAKEN, path), [200]);
      assert.deepEqual(await statuses(REFUSED, path), [401]);
    }
  });

  it('is no attempt at all without a credential', () => {
    for (const authorization of [
      undefined,
      '',
      'Basic',
      'Bearer',
      'token',
      `Basic ${base64('git:')}`,
      'Negotiate a',
    ])
      assert.equal(credentialOf(authorization), undefined, authorization);
  });

  it('is never read differently by the check of clients, and nothing makes it throw', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom('Basic ', 'Bearer ', 'token ', ''),
        (a, b, scheme) => {
          const authorization = `${scheme}${base64(`${a}:${b}`)}`;
          assert.equal(isBearer(authorization), scheme === 'Bearer ');
          assert.ok(credentialOf(authorization) !== '');
          const basic = basicOf(authorization);
          assert.equal(basic !== undefined, scheme === 'Basic ');
          credentialOf(scheme + a);
        },
      ),
    );
  });
});

/** The same way of sending with another secret. */
function withSecret(authorization: string, secret: string): string {
  const [scheme = '', encoded = ''] = authorization.split(' ');
  const decoded = Buffer.from(encoded, 'base64').toString();
  if (decoded.includes(SECRET)) return `${scheme} ${base64(decoded.replaceAll(SECRET, secret))}`;
  return authorization.replaceAll(SECRET, secret).replaceAll(SECRET.slice(0, -1), secret.slice(0, -1));
}
