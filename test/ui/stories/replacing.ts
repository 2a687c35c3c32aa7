import assert from 'node:assert/strict';
import type { AzureFakes } from '../azure-fakes.ts';
import { confirmCopied, readSecret } from '../create-dialog.ts';
import { findSecret } from '../find-secret.ts';
import { askToSignIn, signInBy, untilStockTaken } from '../sign-in-steps.ts';
import type { World } from '../world.ts';

const AZURE_SECRET = /^[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}$/;

/** "Replace it" on a token for all organizations: one token for each organization that is chosen, one secret after another. */
export function tellOfReplacing({ story, service, ada }: World, { azure }: AzureFakes): void {
  story(
    'replaces a token for all organizations by one for each, and nothing keeps their secrets',
    async () => {
      azure().seed('ada', 'harbour', { displayName: 'old script', everywhere: true });
      const chat = await ada();
      await signInBy(chat, await askToSignIn(chat, '/pat signin'));
      await untilStockTaken(chat, 1);
      const card = await chat.say('/pat show old script');
      await card.sees(/all organizations/);
      await chat.look('everywhere');
      await card.press('Replace it');
      const form = await chat.dialogTitled('Replace a token for all organizations');
      await form.tick('harbour');
      await form.tick('lighthouse');
      await form.fill('lifespan', '30 days');
      await chat.look('replace-form');
      await form.press('Create');
      await form.sees(/^For harbour\. /);
      const first = await readSecret(chat, AZURE_SECRET);
      await chat.look('replace-first');
      await form.press('I’ve copied it: next, lighthouse');
      await form.sees(/^For lighthouse\. /);
      const second = await readSecret(chat, AZURE_SECRET);
      await form.sees(/The old one works until 1 December 2026, unless you revoke it before\./);
      await confirmCopied(chat);
      assert.notEqual(first, second);
      for (const [organization, secret] of [
        ['harbour', first],
        ['lighthouse', second],
      ] as const) {
        assert.equal(azure().isUsable(secret), true);
        assert.deepEqual(await findSecret(secret, chat, service()), []);
        const name = `old script (${organization})`;
        await (await chat.message(new RegExp(`New token\\s*old script \\(${organization}\\)`))).sees(
          organization,
        );
        const names = azure()
          .tokens('ada', organization)
          .map(({ displayName }) => displayName);
        assert.ok(names.includes(name), name);
      }
      await chat.look('replaced');
    },
  );
}
