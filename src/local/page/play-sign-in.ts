/** Plays the sign-in page of Microsoft for administrators: a press shows the code that the address brought. */
const button = document.querySelector<HTMLButtonElement>('#sign-in');
const done = document.querySelector<HTMLElement>('#done');
const shown = document.querySelector<HTMLElement>('#code');
const code = new URLSearchParams(location.search).get('code') ?? '';
// Out of the address and the history: it is good once.
history.replaceState(null, '', location.pathname);

button?.addEventListener('click', () => {
  if (shown !== null) shown.textContent = /^[0-9A-Z-]{9}$/.test(code) ? code : '';
  done?.removeAttribute('hidden');
  button.disabled = true;
});
