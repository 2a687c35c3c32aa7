/** One scope, and the scopes that it includes. What it is called in plain words is for those to say who speak with people. */
interface ScopeRow {
  readonly id: string;
  /** The scopes that it includes directly. Their own rows have the ones below them. */
  readonly includes?: readonly string[];
  /** Azure DevOps counts it as high privilege. */
  readonly highPrivilege?: true;
  /** Not offered for new tokens; known only to name the scopes of tokens made elsewhere. */
  readonly hidden?: true;
}

/** Every scope known, by category. Ids, includes and privilege are Azure DevOps' (its list of scopes, API version 7.1). */
export const SCOPE_LIST: readonly { readonly category: string; readonly scopes: readonly ScopeRow[] }[] = [
  {
    category: 'advanced-security',
    scopes: [
      {
        id: 'vso.advsec',
        highPrivilege: true,
      },
      {
        id: 'vso.advsec_write',
        includes: ['vso.advsec'],
        highPrivilege: true,
      },
      {
        id: 'vso.advsec_manage',
        includes: ['vso.advsec_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'agent-pools',
    scopes: [
      {
        id: 'vso.agentpools',
      },
      {
        id: 'vso.agentpools_manage',
        includes: ['vso.agentpools'],
        highPrivilege: true,
      },
      {
        id: 'vso.environment_manage',
        includes: ['vso.agentpools_manage'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'analytics',
    scopes: [{ id: 'vso.analytics' }],
  },
  {
    category: 'auditing',
    scopes: [
      {
        id: 'vso.auditlog',
      },
      {
        id: 'vso.auditstreams_manage',
        includes: ['vso.auditlog'],
        highPrivilege: true,
      },
      {
        id: 'vso.auditstreams_delete',
        hidden: true,
      },
    ],
  },
  {
    category: 'build',
    scopes: [
      {
        id: 'vso.build',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.build_execute',
        includes: ['vso.build'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'build-cache',
    scopes: [
      {
        id: 'vso.buildcache',
        hidden: true,
      },
      {
        id: 'vso.buildcache_write',
        includes: ['vso.buildcache'],
        hidden: true,
      },
    ],
  },
  {
    category: 'code',
    scopes: [
      {
        id: 'vso.code',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.code_write',
        includes: ['vso.code'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_manage',
        includes: ['vso.code_write'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_full',
        includes: ['vso.code_manage'],
        highPrivilege: true,
      },
      {
        id: 'vso.code_status',
      },
    ],
  },
  {
    category: 'connected-server',
    scopes: [
      {
        id: 'vso.connected_server',
      },
    ],
  },
  {
    category: 'deployment-groups',
    scopes: [
      {
        id: 'vso.machinegroup_manage',
        includes: ['vso.agentpools_manage'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'drop',
    scopes: [
      { id: 'vso.drop', hidden: true },
      {
        id: 'vso.drop_write',
        includes: ['vso.drop'],
        hidden: true,
      },
      {
        id: 'vso.drop_manage',
        includes: ['vso.drop_write'],
        hidden: true,
      },
    ],
  },
  {
    category: 'entitlements',
    scopes: [
      { id: 'vso.entitlements' },
      {
        id: 'vso.memberentitlementmanagement',
      },
      {
        id: 'vso.memberentitlementmanagement_write',
        includes: ['vso.memberentitlementmanagement'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'extensions',
    scopes: [
      {
        id: 'vso.extension',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.extension_manage',
        includes: ['vso.extension'],
        highPrivilege: true,
      },
      {
        id: 'vso.extension.data',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.extension.data_write',
        includes: ['vso.extension.data'],
      },
    ],
  },
  {
    category: 'github-connections',
    scopes: [
      {
        id: 'vso.githubconnections',
      },
      {
        id: 'vso.githubconnections_manage',
        includes: ['vso.githubconnections'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'governance',
    scopes: [
      {
        id: 'vso.governance',
        hidden: true,
      },
    ],
  },
  {
    category: 'graph-and-identity',
    scopes: [
      {
        id: 'vso.graph',
      },
      {
        id: 'vso.graph_manage',
        includes: ['vso.graph'],
        highPrivilege: true,
      },
      { id: 'vso.identity' },
      {
        id: 'vso.identity_manage',
        includes: ['vso.identity'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'load-tests',
    scopes: [
      {
        id: 'vso.loadtest',
        hidden: true,
      },
      {
        id: 'vso.loadtest_write',
        includes: ['vso.loadtest'],
        hidden: true,
      },
    ],
  },
  {
    category: 'marketplace',
    scopes: [
      {
        id: 'vso.gallery',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.gallery_acquire',
        includes: ['vso.gallery'],
      },
      {
        id: 'vso.gallery_publish',
        includes: ['vso.gallery'],
        highPrivilege: true,
      },
      {
        id: 'vso.gallery_manage',
        includes: ['vso.gallery_publish'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'notifications',
    scopes: [
      {
        id: 'vso.notification',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.notification_write',
        includes: ['vso.notification'],
      },
      {
        id: 'vso.notification_manage',
        includes: ['vso.notification_write'],
      },
      {
        id: 'vso.notification_diagnostics',
        includes: ['vso.notification'],
      },
    ],
  },
  {
    category: 'packaging',
    scopes: [
      {
        id: 'vso.packaging',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.packaging_write',
        includes: ['vso.packaging'],
        highPrivilege: true,
      },
      {
        id: 'vso.packaging_manage',
        includes: ['vso.packaging_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'pipeline-resources',
    scopes: [
      {
        id: 'vso.pipelineresources_use',
        highPrivilege: true,
      },
      {
        id: 'vso.pipelineresources_manage',
        includes: ['vso.pipelineresources_use'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'projects-and-teams',
    scopes: [
      { id: 'vso.project' },
      {
        id: 'vso.project_write',
        includes: ['vso.project'],
      },
      {
        id: 'vso.project_manage',
        includes: ['vso.project_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'pull-request-threads',
    scopes: [
      {
        id: 'vso.threads_full',
      },
    ],
  },
  {
    category: 'release',
    scopes: [
      {
        id: 'vso.release',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.release_execute',
        includes: ['vso.release'],
        highPrivilege: true,
      },
      {
        id: 'vso.release_manage',
        includes: ['vso.release_execute'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'secure-files',
    scopes: [
      {
        id: 'vso.securefiles_read',
        highPrivilege: true,
      },
      {
        id: 'vso.securefiles_write',
        includes: ['vso.securefiles_read'],
        highPrivilege: true,
      },
      {
        id: 'vso.securefiles_manage',
        includes: ['vso.securefiles_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'security',
    scopes: [
      {
        id: 'vso.security_manage',
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'service-connections',
    scopes: [
      {
        id: 'vso.serviceendpoint',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.serviceendpoint_query',
        includes: ['vso.serviceendpoint'],
      },
      {
        id: 'vso.serviceendpoint_manage',
        includes: ['vso.serviceendpoint_query'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'service-hooks',
    scopes: [
      {
        id: 'vso.hooks',
        includes: ['vso.profile'],
        hidden: true,
      },
      {
        id: 'vso.hooks_write',
        includes: ['vso.hooks'],
        hidden: true,
      },
      {
        id: 'vso.hooks_interact',
        includes: ['vso.profile'],
        hidden: true,
      },
    ],
  },
  {
    category: 'settings',
    scopes: [
      { id: 'vso.settings' },
      {
        id: 'vso.settings_write',
        includes: ['vso.settings'],
      },
    ],
  },
  {
    category: 'symbols',
    scopes: [
      {
        id: 'vso.symbols',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.symbols_write',
        includes: ['vso.symbols'],
      },
      {
        id: 'vso.symbols_manage',
        includes: ['vso.symbols_write'],
      },
    ],
  },
  {
    category: 'task-groups',
    scopes: [
      { id: 'vso.taskgroups_read' },
      {
        id: 'vso.taskgroups_write',
        includes: ['vso.taskgroups_read'],
      },
      {
        id: 'vso.taskgroups_manage',
        includes: ['vso.taskgroups_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'team-dashboards',
    scopes: [
      { id: 'vso.dashboards' },
      {
        id: 'vso.dashboards_manage',
        includes: ['vso.dashboards'],
      },
    ],
  },
  {
    category: 'test-management',
    scopes: [
      {
        id: 'vso.test',
        includes: ['vso.profile'],
      },
      {
        id: 'vso.test_write',
        includes: ['vso.test'],
      },
    ],
  },
  {
    category: 'tokens',
    scopes: [
      {
        id: 'vso.tokens',
        highPrivilege: true,
      },
      {
        id: 'vso.tokenadministration',
        highPrivilege: true,
      },
      {
        id: 'vso.pats',
        hidden: true,
      },
      {
        id: 'vso.pats_manage',
        highPrivilege: true,
        hidden: true,
      },
    ],
  },
  {
    category: 'user-profile',
    scopes: [
      {
        id: 'vso.profile',
      },
      {
        id: 'vso.profile_write',
        includes: ['vso.profile'],
      },
    ],
  },
  {
    category: 'variable-groups',
    scopes: [
      {
        id: 'vso.variablegroups_read',
      },
      {
        id: 'vso.variablegroups_write',
        includes: ['vso.variablegroups_read'],
      },
      {
        id: 'vso.variablegroups_manage',
        includes: ['vso.variablegroups_write'],
        highPrivilege: true,
      },
    ],
  },
  {
    category: 'wiki',
    scopes: [
      { id: 'vso.wiki' },
      {
        id: 'vso.wiki_write',
        includes: ['vso.wiki'],
      },
    ],
  },
  {
    category: 'work-items',
    scopes: [
      {
        id: 'vso.work',
        includes: ['vso.hooks_write'],
      },
      {
        id: 'vso.work_write',
        includes: ['vso.work'],
      },
      {
        id: 'vso.work_full',
        includes: ['vso.work_write'],
      },
    ],
  },
  {
    category: 'full-access',
    scopes: [
      {
        id: 'app_token',
        highPrivilege: true,
      },
      {
        id: 'user_impersonation',
        highPrivilege: true,
        hidden: true,
      },
    ],
  },
];
