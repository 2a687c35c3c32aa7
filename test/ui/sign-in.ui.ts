import { BEFORE_RETIREMENT, createAzureFakes } from './azure-fakes.ts';
import { tellOfReplacing } from './stories/replacing.ts';
import { tellOfSigningIn } from './stories/signing-in.ts';
import { tellOfSigningInFirst } from './stories/signing-in-first.ts';
import { WAYS } from './ways.ts';
import { createWorld } from './world.ts';

for (const way of WAYS.filter(({ name }) => ['desktop', 'phone-old'].includes(name))) {
  describe(`on ${way.title}, a person of Azure DevOps`, () => {
    const both = createAzureFakes('builtin,azure-devops');
    tellOfSigningIn(createWorld(way, both), both);
  });

  describe(`on ${way.title}, a person of Azure DevOps alone`, () => {
    const fakes = createAzureFakes('azure-devops');
    tellOfSigningInFirst(createWorld(way, fakes), fakes);
  });

  describe(`on ${way.title}, a person with a token for all organizations`, () => {
    const fakes = createAzureFakes('azure-devops', { offsetHours: BEFORE_RETIREMENT });
    tellOfReplacing(createWorld(way, fakes), fakes);
  });
}
