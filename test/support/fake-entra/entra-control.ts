import { z } from 'zod';
import { type ControlGroup, flagButton } from '../fake-http/control-page.ts';
import { faultSchema } from '../fake-http/fault.ts';
import { entraStateSchema, type FakeEntra } from './fake-entra-types.ts';

/** Commands of `POST /fake/state`; their parts are done in this order. */
export const entraCommandSchema = z.strictObject({
  heal: z.literal(true).optional(),
  clear: z.literal(true).optional(),
  set: entraStateSchema.partial().optional(),
  failNext: z.strictObject({ operation: z.string(), faults: z.array(faultSchema) }).optional(),
  failAlways: z.strictObject({ operation: z.string(), fault: faultSchema }).optional(),
  revokeSessions: z.string().optional(),
  forgetConsent: z.string().optional(),
  rotateKeys: z.literal(true).optional(),
  addRedirectUri: z.url().optional(),
});
type Command = z.infer<typeof entraCommandSchema>;

/** Does what a command says. Throws when it names nobody. */
export function applyEntraCommand(entra: FakeEntra, command: Command): void {
  if (command.heal) entra.heal();
  if (command.clear) entra.clear();
  if (command.set) entra.set(command.set);
  if (command.failNext) entra.failNext(command.failNext.operation, ...command.failNext.faults);
  if (command.failAlways) entra.failAlways(command.failAlways.operation, command.failAlways.fault);
  if (command.revokeSessions !== undefined) entra.revokeSessions(command.revokeSessions);
  if (command.forgetConsent !== undefined) entra.forgetConsent(command.forgetConsent);
  if (command.rotateKeys) entra.rotateKeys();
  if (command.addRedirectUri !== undefined) entra.addRedirectUri(command.addRedirectUri);
}

/** The buttons of the control page. */
export function entraControls({ state, people }: FakeEntra): readonly ControlGroup[] {
  const always = (label: string, operation: string, fault: z.infer<typeof faultSchema>) => ({
    label,
    command: { failAlways: { operation, fault } },
  });
  return [
    {
      heading: 'Policies',
      buttons: [
        flagButton('Consent needed', 'consentRequired', state.consentRequired),
        flagButton('Second factor needed', 'mfaRequired', state.mfaRequired),
        flagButton('Assertions expired', 'assertionsExpired', state.assertionsExpired),
      ],
    },
    {
      heading: 'People',
      buttons: people.flatMap(({ key, name }) => {
        const off = state.disabled.includes(key);
        const disabled = off ? state.disabled.filter((one) => one !== key) : [...state.disabled, key];
        return [
          { label: `${off ? 'Enable' : 'Disable'} ${name}`, command: { set: { disabled } } },
          { label: `Revoke ${name}'s sessions`, command: { revokeSessions: key } },
          { label: `Forget ${name}'s consent`, command: { forgetConsent: key } },
        ];
      }),
    },
    {
      heading: 'Failures of every request',
      buttons: [
        always('429, try in 5 s', '*', { kind: 'status', status: 429, retryAfter: 5 }),
        always('503', '*', { kind: 'status', status: 503 }),
        always('3 s slower', '*', { kind: 'delay', ms: 3000 }),
        always('Connections reset', '*', { kind: 'reset', when: 'before' }),
        { label: 'None (heal)', command: { heal: true } },
        { label: 'New signing key', command: { rotateKeys: true } },
        { label: 'Forget requests', command: { clear: true } },
      ],
    },
  ];
}
