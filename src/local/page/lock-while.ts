/** Locks a card while an action of its button runs. Returns the result of the action. */
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
    // Locking removed the focus. Give it back, unless something else has it now.
    if (document.activeElement === document.body && focused instanceof HTMLElement) focused.focus();
  }
}
