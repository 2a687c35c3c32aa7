import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type ChatPage, openChat, type PersonName } from './chat-page.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { seedTokens } from './seed-tokens.ts';
import type { Way } from './ways.ts';

/** A service of its own, and two people with a window each in front of it. */
export interface World {
  readonly way: Way;
  service(): ChildService;
  /** Ada's window. It stays open from story to story, until one fails. */
  ada(): Promise<ChatPage>;
  ben(): Promise<ChatPage>;
  /** The administrator's, where administration is on. */
  cleo(): Promise<ChatPage>;
  /** Creates tokens that live 90 days, without the clicks. */
  seed(person: 'ada' | 'ben', ...names: string[]): Promise<void>;
  /** Declares a test; it fails as well when a window's console shows a fault. */
  story(title: string, tell: () => Promise<void>): void;
}

/** What the service of a world needs around it. */
export interface Surroundings {
  /** Starts them, and gives the environment variables by which the service finds them. */
  start(): Promise<Readonly<Record<string, string>>>;
  /** Called when the service is there. */
  meet(service: ChildService): void;
  close(): Promise<void>;
}

/** Makes the world for the `describe` that it is called in. */
export function createWorld(way: Way, around?: Surroundings): World {
  const windows = new Map<PersonName, ChatPage>();
  let started: { readonly service: ChildService; readonly browser: Browser } | undefined;

  before(async () => {
    const service = await startChildService({ ...way.settings, ...(await around?.start()) });
    around?.meet(service);
    started = { browser: await launchBrowser(), service };
  });
  after(async () => {
    await started?.browser.close();
    await started?.service.close();
    await around?.close();
  });

  function parts() {
    assert.ok(started !== undefined, 'the service has not been started');
    return started;
  }

  async function windowOf(person: PersonName): Promise<ChatPage> {
    const { browser, service } = parts();
    const open = windows.get(person) ?? (await openChat(browser, service.address, person, way));
    windows.set(person, open);
    return open;
  }

  async function closeAll(): Promise<void> {
    for (const chat of windows.values()) await chat.close();
    windows.clear();
  }

  return {
    way,
    service: () => parts().service,
    ada: () => windowOf('Ada Park'),
    ben: () => windowOf('Ben Ito'),
    cleo: () => windowOf('Cleo Ruiz'),
    seed: (person, ...names) => seedTokens(parts().service.url, person, names),
    story(title, tell) {
      it(title, async () => {
        try {
          await tell();
          for (const { faults } of windows.values()) assert.deepEqual(faults, []);
        } catch (error) {
          const name = `failed-${title.replace(/\W+/g, '-')}`;
          for (const chat of windows.values()) await chat.look(name).catch(() => {});
          await closeAll();
          throw error;
        }
      });
    },
  };
}
