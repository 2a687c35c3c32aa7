import { PEOPLE } from '../../src/local/directory.ts';
import { createAzureFakes } from './azure-fakes.ts';
import { tellOfAdministering, tellOfMembers } from './stories/administering.ts';
import { WAYS } from './ways.ts';
import { createWorld } from './world.ts';

const ADMIN = { ADMIN: 'on', ADMINISTRATORS: PEOPLE[0]?.objectId ?? '', CONFIRM_ABOVE: '4' };

for (const way of WAYS.filter(({ name }) => ['desktop', 'phone'].includes(name))) {
  const administered = { ...way, settings: { ...way.settings, ...ADMIN } };

  describe(`on ${way.title}, an administrator`, () => {
    tellOfAdministering(createWorld(administered));
  });

  describe(`on ${way.title}, an administrator of Azure DevOps`, () => {
    const fakes = createAzureFakes('builtin,azure-devops');
    tellOfMembers(createWorld(administered, fakes), fakes);
  });
}
