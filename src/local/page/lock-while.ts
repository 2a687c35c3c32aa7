/** Locks a card while something that its button began is under way. Gives what that gave. */
export async function lockWhile<T>(
  frame: HTMLElement,
  button: HTMLElement | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const focused = document.activeElement;
  frame.inert = true;
  frame.setAttribute('aria-busy', 'true');
  button?.classList.add('pending');
  try {
    return await work();
  } finally {
    frame.inert = false;
    frame.removeAttribute('aria-busy');
    button?.classList.remove('pending');
    // Locking took the focus away; give it back unless something else has it by now.
    if (document.activeElement === document.body && focused instanceof HTMLElement) focused.focus();
  }
}
