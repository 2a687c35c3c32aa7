import { type Answer, jsonAnswer, pageAnswer } from '../fake-http/answer.ts';

/** What people get who are not signed in: a page for browsers, whatever was asked for; 302 leads to it. */
export function signInPageAnswer(status: number): Answer {
  const headers: Record<string, string> = {};
  if (status === 302) headers['Location'] = '/_signin?realm=fake';
  if (status === 401)
    headers['WWW-Authenticate'] =
      'Bearer authorization_uri="https://login.example/", Basic realm="fake", TFS-Federated';
  return pageAnswer(status, 'Sign in to Azure DevOps (fake)', '<p>Sign in to go on.</p>', headers);
}

/** 401 that asks for a sign-in with these claims. */
export function claimsChallengeAnswer(claims: string): Answer {
  const encoded = Buffer.from(claims).toString('base64');
  const challenge = `Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", error="insufficient_claims", claims="${encoded}"`;
  return problemAnswer(401, 'VS403463: more is asked of this sign-in', { 'WWW-Authenticate': challenge });
}

/** A refusal in the service's usual form. */
export function problemAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(
    status,
    { $id: '1', innerException: null, message, typeKey: 'FakeException', errorCode: 0 },
    headers,
  );
}
