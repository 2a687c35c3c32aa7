/** One scope: its name in plain words, and the scopes that it includes. */
interface ScopeRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The scopes that it includes directly. Their own rows have the ones below them. */
  readonly includes?: readonly string[];
  /** Azure DevOps counts it as high privilege. */
  readonly highPrivilege?: true;
  /** Not offered for new tokens; known only to name the scopes of tokens made elsewhere. */
  readonly hidden?: true;
}

/**
 * Every scope known, by category. Ids, includes and privilege are Azure DevOps' (its list of scopes, API version 7.1);
 * the words are ours and short, because all that are offered fit on one card.
 */
export const SCOPE_LIST: readonly { readonly category: string; readonly scopes: readonly ScopeRow[] }[] = [
  {
    category: 'Advanced security',
    scopes: [
      {
        id: 'vso.advsec',
        label: 'Read security alerts',
        description: 'See security alerts and the analysis results behind them',
        highPrivilege: true,
      },
      {
        id: 'vso.advsec_write',
        label: 'Upload security analyses',
        description: 'See alerts and upload SARIF analyses',
        includes: ['vso.advsec'],
        highPrivilege: true,
      },
      {
        id: 'vso.advsec_manage',
        label: 'Manage security alerts',
        description: 'Upload and delete analyses, change alerts',
        includes: ['vso.advsec_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Agent pools',
    scopes: [
      {
        id: 'vso.agentpools',
        label: 'Read agent pools',
        description: 'See pools, queues, agents and their jobs',
      },
      {
        id: 'vso.agentpools_manage',
        label: 'Manage agent pools',
        description: 'Add, change and remove pools, queues and agents',
        includes: ['vso.agentpools'],
        highPrivilege: true,
      },
      {
        id: 'vso.environment_manage',
        label: 'Manage environments',
        description: 'Change environments, and manage agent pools too',
        includes: ['vso.agentpools_manage'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Analytics',
    scopes: [{ id: 'vso.analytics', label: 'Query analytics', description: 'Run queries on analytics data' }],
  },
  {
    category: 'Auditing',
    scopes: [
      {
        id: 'vso.auditlog',
        label: 'Read the audit log',
        description: 'See who did what in the organization',
      },
      {
        id: 'vso.auditstreams_manage',
        label: 'Manage audit streams',
        description: 'Read the audit log and choose where it is sent',
        includes: ['vso.auditlog'],
        highPrivilege: true,
      },
      {
        id: 'vso.auditstreams_delete',
        label: 'Delete audit streams',
        description: 'Stop sending the audit log somewhere',
        hidden: true,
      },
    ],
  },
  {
    category: 'Build',
    scopes: [
      {
        id: 'vso.build',
        label: 'Read builds',
        description: 'See builds, definitions, results and artifacts',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.build_execute',
        label: 'Run builds',
        description: 'See builds, start them and change their properties',
        includes: ['vso.build'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Build cache',
    scopes: [
      {
        id: 'vso.buildcache',
        label: 'Read the build cache',
        description: 'Read cached build results',
        hidden: true,
      },
      {
        id: 'vso.buildcache_write',
        label: 'Read and write the build cache',
        description: 'Read and store cached build results',
        includes: ['vso.buildcache'],
        hidden: true,
      },
    ],
  },
  {
    category: 'Code',
    scopes: [
      {
        id: 'vso.code',
        label: 'Read code',
        description: 'Clone, read and search code and its history',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.code_write',
        label: 'Read and write code',
        description: 'Push code, delete branches, handle pull requests',
        includes: ['vso.code'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_manage',
        label: 'Manage code',
        description: 'Push code, create and manage repositories',
        includes: ['vso.code_write'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_full',
        label: 'Full access to code',
        description: 'Everything in code, older client tools included',
        includes: ['vso.code_manage'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_status',
        label: 'Set code status',
        description: 'Read and set status on commits and pull requests',
      },
    ],
  },
  {
    category: 'Connected server',
    scopes: [
      {
        id: 'vso.connected_server',
        label: 'Link a server on premises',
        description: 'Use what a linked on-premises server needs',
      },
    ],
  },
  {
    category: 'Deployment groups',
    scopes: [
      {
        id: 'vso.machinegroup_manage',
        label: 'Manage deployment groups',
        description: 'Change deployment groups and agent pools',
        includes: ['vso.agentpools_manage'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Drop',
    scopes: [
      { id: 'vso.drop', label: 'Read drops', description: 'Read build drops', hidden: true },
      {
        id: 'vso.drop_write',
        label: 'Read and write drops',
        description: 'Read and upload build drops',
        includes: ['vso.drop'],
        hidden: true,
      },
      {
        id: 'vso.drop_manage',
        label: 'Manage drops',
        description: 'Read, upload and delete build drops',
        includes: ['vso.drop_write'],
        hidden: true,
      },
    ],
  },
  {
    category: 'Entitlements',
    scopes: [
      { id: 'vso.entitlements', label: 'Read licenses', description: 'See the license of an account' },
      {
        id: 'vso.memberentitlementmanagement',
        label: 'Read users and licenses',
        description: 'See users, their licenses, projects and extensions',
      },
      {
        id: 'vso.memberentitlementmanagement_write',
        label: 'Manage users and licenses',
        description: 'Add and change users, their licenses and projects',
        includes: ['vso.memberentitlementmanagement'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Extensions',
    scopes: [
      {
        id: 'vso.extension',
        label: 'Read extensions',
        description: 'See which extensions are installed',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.extension_manage',
        label: 'Manage extensions',
        description: 'Install, remove and administer extensions',
        includes: ['vso.extension'],
        highPrivilege: true,
      },
      {
        id: 'vso.extension.data',
        label: 'Read extension data',
        description: 'Read settings and documents that extensions keep',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.extension.data_write',
        label: 'Read and write extension data',
        description: 'Change settings and documents that extensions keep',
        includes: ['vso.extension.data'],
      },
    ],
  },
  {
    category: 'GitHub connections',
    scopes: [
      {
        id: 'vso.githubconnections',
        label: 'Read GitHub connections',
        description: 'See linked GitHub accounts and repositories',
      },
      {
        id: 'vso.githubconnections_manage',
        label: 'Manage GitHub connections',
        description: 'Link, change and remove GitHub repositories',
        includes: ['vso.githubconnections'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Governance',
    scopes: [
      {
        id: 'vso.governance',
        label: 'Use component governance',
        description: 'Use the component governance interface',
        hidden: true,
      },
    ],
  },
  {
    category: 'Graph and identity',
    scopes: [
      {
        id: 'vso.graph',
        label: 'Read users and groups',
        description: 'See users, groups and who belongs to what',
      },
      {
        id: 'vso.graph_manage',
        label: 'Manage users and groups',
        description: 'Add users, create groups, change memberships',
        includes: ['vso.graph'],
        highPrivilege: true,
      },
      { id: 'vso.identity', label: 'Read identities', description: 'Look up identities and security groups' },
      {
        id: 'vso.identity_manage',
        label: 'Manage identities',
        description: 'Create, change and remove identities and groups',
        includes: ['vso.identity'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Load tests',
    scopes: [
      {
        id: 'vso.loadtest',
        label: 'Read load tests',
        description: 'See load test runs and their results',
        hidden: true,
      },
      {
        id: 'vso.loadtest_write',
        label: 'Read and write load tests',
        description: 'Create and update load test runs',
        includes: ['vso.loadtest'],
        hidden: true,
      },
    ],
  },
  {
    category: 'Marketplace',
    scopes: [
      {
        id: 'vso.gallery',
        label: 'Read Marketplace items',
        description: 'See public and private items and publishers',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.gallery_acquire',
        label: 'Get Marketplace items',
        description: 'See items and acquire them',
        includes: ['vso.gallery'],
      },
      {
        id: 'vso.gallery_publish',
        label: 'Publish Marketplace items',
        description: 'Upload, update and share items',
        includes: ['vso.gallery'],
        highPrivilege: true,
      },
      {
        id: 'vso.gallery_manage',
        label: 'Manage Marketplace items',
        description: 'Publish items and manage publishers',
        includes: ['vso.gallery_publish'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Notifications',
    scopes: [
      {
        id: 'vso.notification',
        label: 'Read notifications',
        description: 'See subscriptions and the fields of events',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.notification_write',
        label: 'Read and write notifications',
        description: 'Subscribe and unsubscribe, see event fields',
        includes: ['vso.notification'],
      },
      {
        id: 'vso.notification_manage',
        label: 'Manage notifications',
        description: 'Administer subscriptions, see event fields',
        includes: ['vso.notification_write'],
      },
      {
        id: 'vso.notification_diagnostics',
        label: 'Diagnose notifications',
        description: 'Switch on and read logs about notifications',
        includes: ['vso.notification'],
      },
    ],
  },
  {
    category: 'Packaging',
    scopes: [
      {
        id: 'vso.packaging',
        label: 'Read packages',
        description: 'Find and restore packages from feeds',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.packaging_write',
        label: 'Read and write packages',
        description: 'Restore and publish packages, create feeds',
        includes: ['vso.packaging'],
        highPrivilege: true,
      },
      {
        id: 'vso.packaging_manage',
        label: 'Manage packages',
        description: 'Publish and delete packages and feeds',
        includes: ['vso.packaging_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Pipeline resources',
    scopes: [
      {
        id: 'vso.pipelineresources_use',
        label: 'Approve pipeline resources',
        description: 'Let a pipeline use a protected resource',
        highPrivilege: true,
      },
      {
        id: 'vso.pipelineresources_manage',
        label: 'Manage pipeline resources',
        description: 'Manage protected resources and who may use them',
        includes: ['vso.pipelineresources_use'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Projects and teams',
    scopes: [
      { id: 'vso.project', label: 'Read projects and teams', description: 'See projects and teams' },
      {
        id: 'vso.project_write',
        label: 'Change projects and teams',
        description: 'See and update projects and teams',
        includes: ['vso.project'],
      },
      {
        id: 'vso.project_manage',
        label: 'Manage projects and teams',
        description: 'Create, update and delete projects and teams',
        includes: ['vso.project_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Pull request threads',
    scopes: [
      {
        id: 'vso.threads_full',
        label: 'Read and write PR comments',
        description: 'Read and write comments in pull requests',
      },
    ],
  },
  {
    category: 'Release',
    scopes: [
      {
        id: 'vso.release',
        label: 'Read releases',
        description: 'See releases, definitions and environments',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.release_execute',
        label: 'Run releases',
        description: 'Start releases and change their definitions',
        includes: ['vso.release'],
        highPrivilege: true,
      },
      {
        id: 'vso.release_manage',
        label: 'Manage releases',
        description: 'Start, approve, change and delete releases',
        includes: ['vso.release_execute'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Secure files',
    scopes: [
      {
        id: 'vso.securefiles_read',
        label: 'Read secure files',
        description: 'Read the secure files of pipelines',
        highPrivilege: true,
      },
      {
        id: 'vso.securefiles_write',
        label: 'Add secure files',
        description: 'Read secure files and add new ones',
        includes: ['vso.securefiles_read'],
        highPrivilege: true,
      },
      {
        id: 'vso.securefiles_manage',
        label: 'Manage secure files',
        description: 'Read, add, change and delete secure files',
        includes: ['vso.securefiles_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Security',
    scopes: [
      {
        id: 'vso.security_manage',
        label: 'Manage permissions',
        description: 'Read and change who is allowed to do what',
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Service connections',
    scopes: [
      {
        id: 'vso.serviceendpoint',
        label: 'Read service connections',
        description: 'See service connections',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.serviceendpoint_query',
        label: 'Query service connections',
        description: 'See service connections and query through them',
        includes: ['vso.serviceendpoint'],
      },
      {
        id: 'vso.serviceendpoint_manage',
        label: 'Manage service connections',
        description: 'Create, change and remove service connections',
        includes: ['vso.serviceendpoint_query'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Service hooks',
    scopes: [
      {
        id: 'vso.hooks',
        label: 'Read service hooks',
        description: 'See subscriptions, their events and actions',
        includes: ['vso.profile'],
        hidden: true,
      },
      {
        id: 'vso.hooks_write',
        label: 'Read and write service hooks',
        description: 'Create and change service hook subscriptions',
        includes: ['vso.hooks'],
        hidden: true,
      },
      {
        id: 'vso.hooks_interact',
        label: 'Act on service hooks',
        description: 'Act on events that came through a service hook',
        includes: ['vso.profile'],
        hidden: true,
      },
    ],
  },
  {
    category: 'Settings',
    scopes: [
      { id: 'vso.settings', label: 'Read settings', description: 'See settings' },
      {
        id: 'vso.settings_write',
        label: 'Read and write settings',
        description: 'See and change settings',
        includes: ['vso.settings'],
      },
    ],
  },
  {
    category: 'Symbols',
    scopes: [
      {
        id: 'vso.symbols',
        label: 'Read symbols',
        description: 'Download debugging symbols',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.symbols_write',
        label: 'Read and write symbols',
        description: 'Download and upload debugging symbols',
        includes: ['vso.symbols'],
      },
      {
        id: 'vso.symbols_manage',
        label: 'Manage symbols',
        description: 'Upload, change and delete debugging symbols',
        includes: ['vso.symbols_write'],
      },
    ],
  },
  {
    category: 'Task groups',
    scopes: [
      { id: 'vso.taskgroups_read', label: 'Read task groups', description: 'See task groups' },
      {
        id: 'vso.taskgroups_write',
        label: 'Add task groups',
        description: 'See task groups and create new ones',
        includes: ['vso.taskgroups_read'],
      },
      {
        id: 'vso.taskgroups_manage',
        label: 'Manage task groups',
        description: 'Create, change and delete task groups',
        includes: ['vso.taskgroups_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Team dashboards',
    scopes: [
      { id: 'vso.dashboards', label: 'Read dashboards', description: 'See the dashboards of teams' },
      {
        id: 'vso.dashboards_manage',
        label: 'Manage dashboards',
        description: 'Create, change and delete dashboards',
        includes: ['vso.dashboards'],
      },
    ],
  },
  {
    category: 'Test management',
    scopes: [
      {
        id: 'vso.test',
        label: 'Read tests',
        description: 'See test plans, cases and results',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.test_write',
        label: 'Read and write tests',
        description: 'Create and update test plans, cases and results',
        includes: ['vso.test'],
      },
    ],
  },
  {
    category: 'Tokens',
    scopes: [
      {
        id: 'vso.tokens',
        label: 'Manage delegated tokens',
        description: 'Manage tokens that act for other users',
        highPrivilege: true,
      },
      {
        id: 'vso.tokenadministration',
        label: 'Administer tokens',
        description: 'As administrator, see and revoke tokens of users',
        highPrivilege: true,
      },
      {
        id: 'vso.pats',
        label: 'Read tokens',
        description: 'See the personal access tokens of a user',
        hidden: true,
      },
      {
        id: 'vso.pats_manage',
        label: 'Manage tokens',
        description: 'Create, change and revoke tokens of a user',
        highPrivilege: true,
        hidden: true,
      },
    ],
  },
  {
    category: 'User profile',
    scopes: [
      {
        id: 'vso.profile',
        label: 'Read your profile',
        description: 'See your profile, organizations and projects',
      },
      {
        id: 'vso.profile_write',
        label: 'Change your profile',
        description: 'See and change your profile',
        includes: ['vso.profile'],
      },
    ],
  },
  {
    category: 'Variable groups',
    scopes: [
      {
        id: 'vso.variablegroups_read',
        label: 'Read variable groups',
        description: 'See the variable groups of pipelines',
      },
      {
        id: 'vso.variablegroups_write',
        label: 'Add variable groups',
        description: 'See variable groups and create new ones',
        includes: ['vso.variablegroups_read'],
      },
      {
        id: 'vso.variablegroups_manage',
        label: 'Manage variable groups',
        description: 'Create, change and delete variable groups',
        includes: ['vso.variablegroups_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'Wiki',
    scopes: [
      { id: 'vso.wiki', label: 'Read wikis', description: 'Read and search wiki pages and attachments' },
      {
        id: 'vso.wiki_write',
        label: 'Read and write wikis',
        description: 'Create and edit wikis, pages and attachments',
        includes: ['vso.wiki'],
      },
    ],
  },
  {
    category: 'Work items',
    scopes: [
      {
        id: 'vso.work',
        label: 'Read work items',
        description: 'See and search work items, queries and boards',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.work_write',
        label: 'Read and write work items',
        description: 'Create and edit work items, queries and boards',
        includes: ['vso.work'],
      },
      {
        id: 'vso.work_full',
        label: 'Full access to work items',
        description: 'Everything in work items, backlogs and plans',
        includes: ['vso.work_write'],
      },
    ],
  },
  {
    category: 'Full access',
    scopes: [
      {
        id: 'app_token',
        label: 'Full access',
        description: 'Everything that you can do yourself',
        highPrivilege: true,
      },
      {
        id: 'user_impersonation',
        label: 'Act as the user',
        description: 'Everything that the user can do, through sign-in',
        highPrivilege: true,
        hidden: true,
      },
    ],
  },
];
