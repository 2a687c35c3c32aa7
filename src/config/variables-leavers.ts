import type { Variable } from './variable.ts';

/** What Patkeeper asks Microsoft Graph, and how else it hears who has left. Rows are read as `variable.ts` says. */
export const LEAVER_VARIABLES = [
  // Absent: nobody is asked, and nothing is sent to Microsoft Graph. Empty: no start with Teams, because it may be a lost "on".
  {
    name: 'LEAVER_GRAPH',
    default: 'off',
    lostIfEmpty: true,
    doc: "on: ask Microsoft Graph who has left, with the application permission User.Read.All of the application ENTRA_CLIENT_ID, or of the bot's own. off: don't ask.",
  },
  // Absent: nobody looks at applications, and nothing is sent to Microsoft Graph. Empty: no start with Teams, because it may be
  // a lost "on".
  {
    name: 'TRACK_GRAPH',
    default: 'off',
    lostIfEmpty: true,
    doc: "on: owners of an application in Microsoft Entra may follow its secrets and certificates with /pat track, with the application permission Application.Read.All of the application ENTRA_CLIENT_ID, or of the bot's own. off: nobody can.",
  },
  // Absent or empty: Microsoft's own. Only https, or loopback in local mode.
  {
    name: 'GRAPH_URL',
    default: 'https://graph.microsoft.com',
    doc: 'Address of Microsoft Graph. Change it only for a national cloud, for example https://graph.microsoft.us.',
  },
  // Absent: /scim/v2 answers 404, so nobody can say who has left. Empty: no start with Teams, because it may be a lost one.
  {
    name: 'SCIM_TOKEN',
    default: '',
    secret: true,
    lostIfEmpty: true,
    doc: 'Token by which an identity provider tells at /scim/v2 who has left: at least 32 characters, for example what "openssl rand -hex 32" prints. While you replace it, write both with a comma between.',
  },
  // Absent: 5. Empty with Teams: no start, because a shorter time may have been lost. Text and 0 are refused.
  {
    name: 'LEAVER_CHECK_MINUTES',
    default: '5',
    lostIfEmpty: true,
    doc: 'Within how many minutes the tokens of a person who left are refused, 1 to 60.',
  },
  // Absent: a day. Empty with Teams: no start, as above. They are refused all that time; a longer one only leaves time to say
  // that it was a mistake.
  {
    name: 'LEAVER_GRACE_HOURS',
    default: '24',
    lostIfEmpty: true,
    doc: 'After how many hours the refused tokens of a person who left are revoked, 1 to 720.',
  },
] as const satisfies readonly Variable[];
