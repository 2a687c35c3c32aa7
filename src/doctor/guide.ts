/** The steps of the set-up guide (docs/teams.md) that can fix a problem, with the numbers and names of its headings. */
export const GUIDE = {
  application: 'step 2 (Register the application)',
  credential: 'step 3 (Give it a credential)',
  teamsToken: 'step 4 (Let Teams sign people in silently)',
  permissions: 'step 5 (Give it permissions for Azure DevOps)',
  bot: 'step 6 (Create the bot)',
  settings: 'step 7 (Write the settings)',
  proxy: 'step 8 (Start it behind your reverse proxy)',
} as const;

/** One of those steps. */
export type GuideStep = (typeof GUIDE)[keyof typeof GUIDE];
