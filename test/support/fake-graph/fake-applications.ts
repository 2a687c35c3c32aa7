import { randomUUID } from 'node:crypto';
import { fakePerson } from '../fake-entra/fake-people.ts';
import { type Answer, jsonAnswer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';

/** A credential as Microsoft Graph shows it; times are ISO 8601. */
export interface FakeCredential {
  readonly keyId: string;
  readonly displayName?: string | null;
  readonly startDateTime?: string | null;
  readonly endDateTime?: string | null;
}

/** A registered application. */
export interface FakeApplication {
  readonly displayName: string;
  readonly passwordCredentials?: readonly FakeCredential[];
  readonly keyCredentials?: readonly FakeCredential[];
  /** Object ids. */
  readonly owners?: readonly string[];
}

/** The registrations of a fake Microsoft Graph. */
export interface FakeApplications {
  set(appId: string, application: FakeApplication | undefined): void;
  answer(call: Call, url: string): Answer;
  /** Ada's application gets another secret, which ends in a year. */
  renewDemo(): void;
  /** Its oldest secret is removed. */
  dropDemo(): void;
}

/** The application of `npm run fakes`, which Ada owns. */
export const DEMO_APP = '5f0c1e9a-3b7d-4c52-9e61-8a4d2f7b6c30';
const PATH = /^\/v1\.0\/applications\(appId='([0-9a-f-]{36})'\)(\/owners)?$/i;
const PAGE_SIZE = 2;
const DAY = 24 * 60 * 60 * 1000;

/** Starts with one application, which Ada owns; `now` is where the lives of its secrets begin. */
export function createFakeApplications(now: () => number): FakeApplications {
  const applications = new Map<string, FakeApplication>();
  const secret = (name: string, days: number): FakeCredential => ({
    keyId: randomUUID(),
    displayName: name,
    startDateTime: new Date(now() - DAY).toISOString(),
    endDateTime: new Date(now() + days * DAY).toISOString(),
  });
  let secrets = [secret('production', 40), secret('staging', 100)];
  let made = 0;
  const demo = (): void => {
    const owners = [fakePerson('ada').objectId];
    applications.set(DEMO_APP, { displayName: 'Harbour shop', passwordCredentials: secrets, owners });
  };
  demo();

  return {
    set(appId, application) {
      if (application === undefined) applications.delete(appId);
      else applications.set(appId.toLowerCase(), application);
    },
    answer(call, url) {
      const [, appId = '', ownersPart] = PATH.exec(decodeURIComponent(call.path)) ?? [];
      const found = applications.get(appId.toLowerCase());
      if (found === undefined)
        return jsonAnswer(404, { error: { code: 'Request_ResourceNotFound', message: 'on purpose' } });
      if (ownersPart !== undefined) {
        const from = Number(call.query.get('$skiptoken') ?? 0);
        const { owners = [] } = found;
        const next = from + PAGE_SIZE;
        const link = `${url}/v1.0/applications(appId='${appId}')/owners?$skiptoken=${next}`;
        return jsonAnswer(200, {
          value: owners.slice(from, next).map((id) => ({ '@odata.type': '#microsoft.graph.user', id })),
          ...(next < owners.length ? { '@odata.nextLink': link } : {}),
        });
      }
      const all: Readonly<Record<string, unknown>> = {
        id: appId,
        appId,
        displayName: found.displayName,
        passwordCredentials: (found.passwordCredentials ?? []).map((one) => ({
          ...one,
          hint: '~Qx',
          secretText: null,
        })),
        keyCredentials: (found.keyCredentials ?? []).map((one) => ({
          ...one,
          type: 'AsymmetricX509Cert',
          usage: 'Verify',
          key: 'MIIC',
        })),
      };
      const selected = (call.query.get('$select') ?? '').split(',');
      return jsonAnswer(200, Object.fromEntries(selected.map((name) => [name, all[name]])));
    },
    renewDemo() {
      made += 1;
      secrets = [...secrets, secret(`production ${made + 1}`, 365)];
      demo();
    },
    dropDemo() {
      secrets = secrets.slice(1);
      demo();
    },
  };
}
