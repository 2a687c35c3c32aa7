// The address holds what the sign-in came back with: out of the window and its history.
history.replaceState(null, '', location.pathname);

// TeamsJS would fetch a list of Teams' addresses from elsewhere, which this page's policy forbids. Without it, it goes by the
// list that it brings along.
window.fetch = () => Promise.reject(new Error('This page fetches nothing.'));

// By then TeamsJS is there, which is loaded after this.
document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('h1')?.focus();
  const { code, origins } = document.body.dataset;
  if (code === undefined || window.microsoftTeams === undefined) return;
  // Opened by Teams, the window hands its code over and is closed; opened otherwise, the person brings the code.
  const { app, authentication } = window.microsoftTeams;
  app
    .initialize(JSON.parse(origins ?? '[]'))
    .then(() => authentication.notifySuccess(code))
    .catch(() => {});
});
