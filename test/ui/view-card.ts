import type { Locator } from 'playwright-core';

/** The fields of our cards, by id: a client that knows version 1.2 only shows no labels. */
export type Field =
  | 'name'
  | 'organization'
  | 'lifespan'
  | 'date'
  | 'words'
  | 'state'
  | 'secret'
  | 'signInCode'
  | 'filter'
  | 'group'
  | 'where'
  | 'code'
  | 'reason';

/** A card, in a message or a dialog, as a person uses it. */
export interface CardView {
  readonly card: Locator;
  /** Waits for a text to be on the card. */
  sees(text: string | RegExp): Promise<void>;
  /** Waits for the card to have a button, and gives the names of all its buttons. */
  buttons(): Promise<string[]>;
  press(button: string): Promise<void>;
  /** Opens the details of a token on a list: a press on its row, or on the row’s button in an old client. */
  openRow(name: string): Promise<void>;
  field(field: Field): Locator;
  /** Types into a text or date field, or chooses from a list by what it shows. */
  fill(field: Field, value: string): Promise<void>;
  /** Ticks a box or chooses a radio button. */
  tick(choice: string | RegExp): Promise<void>;
  choice(choice: string | RegExp): Locator;
  text(): Promise<string>;
}

/** Looks at a card. */
export function viewCard(card: Locator): CardView {
  // By what it shows: its accessible name may be its tooltip, with the token's name.
  const button = (name: string): Locator =>
    card
      .getByRole('button')
      .filter({ hasText: new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`) });
  const field = (id: Field): Locator => card.locator(`[id="${id}"] :is(input, select, textarea)`);
  const choice = (label: string | RegExp): Locator => card.getByLabel(label, { exact: true });
  return {
    card,
    field,
    choice,
    sees: (text) => card.getByText(text).first().waitFor(),
    async buttons() {
      await card.getByRole('button').first().waitFor();
      return card.getByRole('button').allInnerTexts();
    },
    press: (name) => button(name).click(),
    async openRow(name) {
      const row = card.locator('.ac-container', { hasText: name }).last();
      await row.waitFor();
      const ownButton = row.getByRole('button');
      await ((await ownButton.count()) > 0 ? ownButton : row).click();
    },
    async fill(id, value) {
      const input = field(id);
      await input.waitFor();
      const isList = (await card.locator(`[id="${id}"] select`).count()) > 0;
      if (!isList) return input.fill(value);
      // What begins with a digit is isolated from the direction of its surroundings.
      const labels = await input.locator('option').allTextContents();
      const label = labels.find((one) => one.replace(/[\u2068\u2069]/g, '') === value) ?? value;
      await input.selectOption({ label });
    },
    tick: (label) => choice(label).check(),
    text: async () => (await card.textContent()) ?? '',
  };
}
