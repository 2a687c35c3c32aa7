import { type ControlButton, flagButton } from '../fake-http/control-page.ts';
import type { AzureDevOpsState, FakeAzureDevOps } from './fake-azure-devops-types.ts';

type NameList = 'creationRestricted' | 'packagingAllowed' | 'creationAllowed' | 'disabledPeople';

/** The buttons that switch what tenant and organizations allow. */
export function policyControls({ state, organizations, people }: FakeAzureDevOps): readonly ControlButton[] {
  const lifespans = [7, 30, 90, null].map((days) => ({
    label: days === null ? 'Lifespan: a year' : `Lifespan: ${days} days`,
    command: { set: { maxLifespanDays: days } },
    on: state.maxLifespanDays === days,
  }));
  const names = organizations.map(({ name }) => name);
  const everybody = people.map(({ key }) => key);
  const restrictions = [
    ...listButtons(state, 'creationRestricted', names, (name) => `No new tokens in ${name}`),
    ...listButtons(state, 'packagingAllowed', names, (name) => `But for packages in ${name}`),
    ...listButtons(state, 'creationAllowed', everybody, (key) => `But for ${key}`),
    ...listButtons(state, 'disabledPeople', everybody, (key) => `Account of ${key} disabled`),
  ];
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
    flagButton('Leaked tokens revoked', 'leakedRevoked', state.leakedRevoked),
    flagButton('Tokens for all organizations listed after their end', 'retiredListed', state.retiredListed),
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

/** A switch for each name that a list of the state may hold. */
function listButtons(
  state: AzureDevOpsState,
  list: NameList,
  names: readonly string[],
  labelOf: (name: string) => string,
): readonly ControlButton[] {
  return names.map((name) => {
    const on = state[list].includes(name);
    const others = state[list].filter((one) => one !== name);
    return {
      label: `${labelOf(name)}: ${on ? 'on' : 'off'}`,
      command: { set: { [list]: on ? others : [...others, name] } },
      on,
    };
  });
}
