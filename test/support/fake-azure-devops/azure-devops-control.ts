import { z } from 'zod';
import { type ControlButton, type ControlGroup, flagButton } from '../fake-http/control-page.ts';
import { faultSchema } from '../fake-http/fault.ts';
import { PAT_TOKEN_ERRORS } from '../schemas/pat-errors.ts';
import { azureDevOpsStateSchema, type FakeAzureDevOps } from './fake-azure-devops-types.ts';

const tokenFields = {
  displayName: z.string().optional(),
  scope: z.string().optional(),
  /** Milliseconds since the epoch, as everywhere in the fake. */
  validTo: z.int().optional(),
};
const who = { person: z.string(), organization: z.string() };

/** Commands of `POST /fake/state`; their parts are done in this order. */
export const azureDevOpsCommandSchema = z.strictObject({
  heal: z.literal(true).optional(),
  clear: z.literal(true).optional(),
  shiftClock: z.number().optional(),
  set: azureDevOpsStateSchema.partial().optional(),
  failNext: z.strictObject({ operation: z.string(), faults: z.array(faultSchema) }).optional(),
  failAlways: z.strictObject({ operation: z.string(), fault: faultSchema }).optional(),
  revokeSessions: z.string().optional(),
  seed: z.strictObject({ ...who, ...tokenFields, everywhere: z.boolean().optional() }).optional(),
  seedMany: z.strictObject({ ...who, count: z.int().min(1).max(5000) }).optional(),
  change: z.strictObject({ authorizationId: z.guid(), ...tokenFields }).optional(),
  revokeElsewhere: z.guid().optional(),
});
type Command = z.infer<typeof azureDevOpsCommandSchema>;

/** Does what a command says. Throws when it names nobody or nothing known. */
export function applyAzureDevOpsCommand(
  fake: FakeAzureDevOps,
  command: Command,
  shiftClock: ((hours: number) => void) | undefined,
): void {
  if (command.heal) fake.heal();
  if (command.clear) fake.clear();
  if (command.shiftClock !== undefined) {
    if (shiftClock === undefined) throw new Error('This clock does not move.');
    shiftClock(command.shiftClock);
  }
  if (command.set) fake.set(command.set);
  if (command.failNext) fake.failNext(command.failNext.operation, ...command.failNext.faults);
  if (command.failAlways) fake.failAlways(command.failAlways.operation, command.failAlways.fault);
  if (command.revokeSessions !== undefined) fake.revokeSessions(command.revokeSessions);
  if (command.seed) fake.seed(command.seed.person, command.seed.organization, command.seed);
  if (command.seedMany)
    fake.seedMany(command.seedMany.person, command.seedMany.organization, command.seedMany.count);
  if (command.change) fake.change(command.change.authorizationId, command.change);
  if (command.revokeElsewhere !== undefined) fake.revokeElsewhere(command.revokeElsewhere);
}

/** The buttons of the control page. */
export function azureDevOpsControls(fake: FakeAzureDevOps, canShiftClock: boolean): readonly ControlGroup[] {
  return [
    { heading: 'Policies', buttons: policies(fake) },
    { heading: 'Failures of every request', buttons: FAILURES },
    {
      heading: 'What the next create answers',
      buttons: [
        { label: 'Connection reset after it', command: nextCreate({ kind: 'reset', when: 'after' }) },
        { label: 'Nothing, after it', command: nextCreate({ kind: 'hang', when: 'after' }) },
        ...PAT_TOKEN_ERRORS.filter((error) => error !== 'none').map((error) => ({
          label: error,
          command: nextCreate({ kind: 'pat-error', error }),
        })),
      ],
    },
    { heading: 'Made elsewhere', buttons: seeds(fake) },
    { heading: 'Latest tokens: revoke elsewhere', buttons: revocations(fake) },
    {
      heading: 'Clock',
      buttons: canShiftClock
        ? [24, 7 * 24, 552].map((hours) => ({ label: `${hours} h on`, command: { shiftClock: hours } }))
        : [],
    },
  ];
}

function policies({ state, organizations, people }: FakeAzureDevOps): readonly ControlButton[] {
  const lifespans = [7, 30, 90, null].map((days) => ({
    label: days === null ? 'Lifespan: a year' : `Lifespan: ${days} days`,
    command: { set: { maxLifespanDays: days } },
    on: state.maxLifespanDays === days,
  }));
  const restrictions = organizations.map(({ name }) => {
    const on = state.creationRestricted.includes(name);
    const others = state.creationRestricted.filter((one) => one !== name);
    const creationRestricted = on ? others : [...others, name];
    return {
      label: `No new tokens in ${name}: ${on ? 'on' : 'off'}`,
      command: { set: { creationRestricted } },
      on,
    };
  });
  const { lifespanPolicy, requiredContext } = state;
  const refuses = lifespanPolicy === 'refuse';
  return [
    ...lifespans,
    {
      label: `Longer lifespans refused: ${refuses ? 'on' : 'off'}`,
      command: { set: { lifespanPolicy: refuses ? 'clamp' : 'refuse' } },
      on: refuses,
    },
    flagButton('Full access refused', 'fullScopeRefused', state.fullScopeRefused),
    ...restrictions,
    {
      label: `Claims challenge (context c1): ${requiredContext === null ? 'off' : 'on'}`,
      command: { set: { requiredContext: requiredContext === null ? 'c1' : null } },
      on: requiredContext !== null,
    },
    ...people.map(({ key, name }) => ({
      label: `Revoke ${name}'s sign-in`,
      command: { revokeSessions: key },
    })),
  ];
}

function seeds({ organizations }: FakeAzureDevOps): readonly ControlButton[] {
  return organizations.flatMap(({ name, members }) =>
    members.slice(0, 3).flatMap((person) => {
      const seed = { person, organization: name };
      const git = 'git: https://dev.azure.com/ on LAPTOP-7';
      return [
        { label: `${person}, ${name}: Git token`, command: { seed: { ...seed, displayName: git } } },
        {
          label: `${person}, ${name}: for all organizations`,
          command: { seed: { ...seed, displayName: 'Everywhere', everywhere: true } },
        },
        { label: `${person}, ${name}: 250 tokens`, command: { seedMany: { ...seed, count: 250 } } },
      ];
    }),
  );
}

function revocations(fake: FakeAzureDevOps): readonly ControlButton[] {
  return fake.people
    .flatMap(({ key }) => fake.tokens(key))
    .filter(({ revokedAt }) => revokedAt === undefined)
    .slice(-20)
    .map(({ person, displayName, authorizationId }) => ({
      label: `${person}: ${displayName}`,
      command: { revokeElsewhere: authorizationId },
    }));
}

type FaultInput = z.infer<typeof faultSchema>;

function nextCreate(fault: FaultInput): object {
  return { failNext: { operation: 'create', faults: [fault] } };
}

function every(label: string, fault: FaultInput): ControlButton {
  return { label, command: { failAlways: { operation: '*', fault } } };
}

const FAILURES: readonly ControlButton[] = [
  every('429, try in 5 s', { kind: 'status', status: 429, retryAfter: 5 }),
  every('Slowed, Retry-After 2 s', { kind: 'slowed', retryAfter: 2 }),
  every('503', { kind: 'status', status: 503 }),
  every('3 s slower', { kind: 'delay', ms: 3000 }),
  every('Sign-in page (203)', { kind: 'sign-in-page', status: 203 }),
  every('Connections reset', { kind: 'reset', when: 'before' }),
  every('No answer', { kind: 'hang', when: 'before' }),
  { label: 'None (heal)', command: { heal: true } },
  { label: 'Forget requests', command: { clear: true } },
];
