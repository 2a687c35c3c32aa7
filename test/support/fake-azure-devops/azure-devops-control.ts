import { z } from 'zod';
import type { ControlButton, ControlGroup } from '../fake-http/control-page.ts';
import { faultSchema } from '../fake-http/fault.ts';
import { PAT_TOKEN_ERRORS } from '../schemas/pat-errors.ts';
import { azureDevOpsStateSchema, type FakeAzureDevOps } from './fake-azure-devops-types.ts';
import { policyControls } from './policy-controls.ts';

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
  leak: z.guid().optional(),
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
  if (command.leak !== undefined) fake.leak(command.leak);
}

/** The buttons of the control page. */
export function azureDevOpsControls(fake: FakeAzureDevOps, canShiftClock: boolean): readonly ControlGroup[] {
  return [
    { heading: 'Policies', buttons: policyControls(fake) },
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
    { heading: 'Latest tokens: revoke elsewhere', buttons: latest(fake, 'revokeElsewhere') },
    { heading: 'Latest tokens: leak in public', buttons: latest(fake, 'leak') },
    {
      heading: 'Clock',
      buttons: canShiftClock
        ? [24, 7 * 24, 552].map((hours) => ({ label: `${hours} h on`, command: { shiftClock: hours } }))
        : [],
    },
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
          label: `${person}, ${name}: for all organizations, until 2027`,
          command: {
            seed: { ...seed, displayName: 'Everywhere', everywhere: true, validTo: Date.UTC(2027, 5, 1) },
          },
        },
        { label: `${person}, ${name}: 250 tokens`, command: { seedMany: { ...seed, count: 250 } } },
      ];
    }),
  );
}

function latest(fake: FakeAzureDevOps, command: 'revokeElsewhere' | 'leak'): readonly ControlButton[] {
  return fake.people
    .flatMap(({ key }) => fake.tokens(key))
    .filter(({ revokedAt }) => revokedAt === undefined)
    .slice(-20)
    .map(({ person, displayName, authorizationId }) => ({
      label: `${person}: ${displayName}`,
      command: { [command]: authorizationId },
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
