import type { Clock } from '../../../src/core/ports.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import type { TokenSigner } from '../fake-entra/token-signer.ts';
import { type Call, jsonOf } from '../fake-http/call.ts';
import { type Outcome, type Route, UNKNOWN_ROUTE } from '../fake-http/fake-server.ts';
import type { Fault } from '../fake-http/fault.ts';
import { checkAnswer, checkRequest, operationOf } from '../schemas/check-contract.ts';
import { createAdminEndpoints } from './admin-endpoints.ts';
import type { Asked, AskedThere, Told } from './asked.ts';
import { callerOf } from './caller.ts';
import type { AzureDevOpsState, FakeOrganization } from './fake-azure-devops-types.ts';
import { createGraphEndpoints } from './graph-endpoints.ts';
import { createPatEndpoints, patErrorAnswer } from './pat-endpoints.ts';
import { createPersonEndpoints, isMember } from './person-endpoints.ts';
import { claimsChallengeAnswer, problemAnswer, signInPageAnswer } from './refusal-answers.ts';
import type { TokenShelf } from './token-shelf.ts';

const PATS = ['vso.pats', 'vso.pats_manage'];

interface Endpoint {
  /** What the access token must hold, all of it. */
  readonly scopes: readonly string[];
  readonly run: (asked: Asked) => Told;
}

/** Gives what finds the way of each request: who asks, may they, and what is done. */
export function createAzureDevOpsRoutes(deps: {
  readonly clock: Clock;
  readonly signers: readonly TokenSigner[];
  readonly people: readonly FakePerson[];
  readonly shelf: TokenShelf;
  readonly state: () => AzureDevOpsState;
  readonly organizations: () => readonly FakeOrganization[];
  peopleOf(organization: FakeOrganization): readonly FakePerson[];
  revokedUntil(person: FakePerson): number | undefined;
}): (call: Call) => Route {
  const { clock, signers, people, state, organizations, revokedUntil } = deps;
  const pats = createPatEndpoints(deps);
  const own = createPersonEndpoints(deps);
  const admin = createAdminEndpoints(deps);
  const graph = createGraphEndpoints(deps);

  /** Lets only people of the organization in the path through. */
  function there(run: (asked: AskedThere) => Told): (asked: Asked) => Told {
    return (asked) => {
      const name = placeOf(asked.call)[0];
      const organization = organizations().find((one) => one.name.toLowerCase() === name?.toLowerCase());
      if (organization === undefined) return { answer: problemAnswer(404, 'no such organization') };
      if (!isMember(asked.person)(organization))
        return { answer: problemAnswer(401, 'TF400813: not a member of this organization') };
      return run({ ...asked, organization });
    };
  }

  const endpoints: Readonly<Record<string, Endpoint>> = {
    profile: { scopes: ['vso.profile'], run: own.profile },
    accounts: { scopes: ['vso.profile'], run: own.accounts },
    list: { scopes: PATS, run: there(pats.list) },
    get: { scopes: PATS, run: there(pats.get) },
    create: { scopes: PATS, run: there(pats.create) },
    update: { scopes: PATS, run: there(pats.update) },
    revoke: { scopes: PATS, run: there(pats.revoke) },
    'admin-list': {
      scopes: ['vso.tokenadministration'],
      run: there((asked) => admin.list(asked, placeOf(asked.call).at(-1) ?? '')),
    },
    'admin-revoke': { scopes: ['vso.tokenadministration'], run: there(admin.revoke) },
    'graph-users': { scopes: ['vso.graph'], run: there(graph.users) },
    'graph-user': {
      scopes: ['vso.graph'],
      run: there((asked) => graph.user(asked, placeOf(asked.call).at(-1) ?? '')),
    },
    'subject-query': { scopes: ['vso.graph'], run: there(graph.query) },
  };

  function run(call: Call, operation: string, body: unknown): Outcome {
    if (operation === 'connection-data') return own.connectionData(call, placeOf(call)[0] ?? '');
    const endpoint = endpoints[operation];
    if (endpoint === undefined) return { answer: problemAnswer(404, 'nothing is here') };
    const caller = callerOf(call, endpoint.scopes, { clock, signers, people, state: state(), revokedUntil });
    const who = caller.person === undefined ? {} : { person: caller.person.key };
    if (caller.refusal !== undefined) return { answer: caller.refusal, ...who };
    return { ...endpoint.run({ call, body, person: caller.person }), ...who };
  }

  return (call) => {
    const { method, url, text, headers } = call;
    const operation = operationOf(method, url)?.operation;
    const body = text === '' ? undefined : jsonOf(call);
    if (operation === undefined) return { ...UNKNOWN_ROUTE, check: () => checkRequest(method, url, body) };
    return {
      operation,
      body,
      run: () => run(call, operation, body),
      answerFault: (fault) => answerFault(fault, call),
      check: (answer) => [
        ...checkRequest(method, url, body, headers),
        ...(answer === undefined ? [] : checkAnswer(method, url, answer.status, answer.body)),
      ],
    };
  };
}

function answerFault(fault: Fault, { query }: Call): Outcome | undefined {
  if (fault.kind === 'sign-in-page') return { answer: signInPageAnswer(fault.status) };
  if (fault.kind === 'claims-challenge') return { answer: claimsChallengeAnswer(fault.claims) };
  if (fault.kind !== 'pat-error') return undefined;
  return {
    answer: patErrorAnswer(fault.status ?? 200, fault.error, query, fault.message),
    error: fault.error,
  };
}

/** The parts of the path, decoded. */
function placeOf({ path }: Call): readonly string[] {
  return path.split('/').slice(1).map(decodeURIComponent);
}
