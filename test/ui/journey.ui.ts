import { tellOfCreating } from './stories/creating.ts';
import { tellOfExtension } from './stories/extension.ts';
import { tellOfGroupChat } from './stories/group-chat.ts';
import { tellOfListing } from './stories/listing.ts';
import { tellOfReminders } from './stories/reminders.ts';
import { tellOfRenewing } from './stories/renewing.ts';
import { tellOfRestarts } from './stories/restarts.ts';
import { tellOfRevoking } from './stories/revoking.ts';
import { tellOfRotating } from './stories/rotating.ts';
import { WAYS } from './ways.ts';
import { createWorld } from './world.ts';

for (const way of WAYS) {
  describe(`on ${way.title}, a person`, () => {
    const world = createWorld(way);
    tellOfCreating(world);
    tellOfListing(world);
    tellOfRenewing(world);
    tellOfRotating(world);
    tellOfRevoking(world);
    tellOfExtension(world);
    tellOfGroupChat(world);
    tellOfReminders(world);
    tellOfRestarts(world);
  });
}
