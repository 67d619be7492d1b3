import { indexEntities } from '@adonisjs/core'
import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  experimental: {},

  commands: [
    () => import('@adonisjs/core/commands'),
    () => import('@adonisjs/lucid/commands'),
    () => import('@adonisjs/session/commands'),
    () => import('@adonisjs/bouncer/commands'),
    () => import('@adonisjs/mail/commands'),
    () => import('#framework/queue_commands'),
  ],

  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    {
      file: () => import('@adonisjs/core/providers/repl_provider'),
      environment: ['repl', 'test'],
    },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/core/providers/edge_provider'),
    () => import('@adonisjs/session/session_provider'),
    () => import('#providers/assets_provider'),
    () => import('@adonisjs/shield/shield_provider'),
    () => import('@adonisjs/static/static_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/auth/auth_provider'),
    () => import('@adonisjs/bouncer/bouncer_provider'),
    () => import('@adonisjs/redis/redis_provider'),
    () => import('@adonisjs/limiter/limiter_provider'),
    () => import('@adonisjs/lock/lock_provider'),
    () => import('@adonisjs/mail/mail_provider'),
    () => import('@adonisjs/i18n/i18n_provider'),
    () => import('@adonisjs/queue/queue_provider'),
    () => import('#providers/store_provider'),
    { file: () => import('#providers/boot_check_provider'), environment: ['web'] },
    { file: () => import('#providers/worker_provider'), environment: ['web'] },
  ],

  preloads: [
    () => import('#start/view'),
    () => import('#start/resources'),
    () => import('#start/mails'),
    () => import('#start/routes'),
    () => import('#start/kernel'),
    () => import('#start/events'),
  ],

  tests: {
    suites: [
      {
        name: 'unit',
        files: ['tests/unit/**/*.spec.ts', 'tests/contracts/**/*.spec.ts'],
        timeout: 10_000,
      },
      { name: 'functional', files: ['tests/functional/**/*.spec.ts'], timeout: 30_000 },
      { name: 'cli', files: ['tests/cli/**/*.spec.ts'], timeout: 120_000 },
      { name: 'faults', files: ['tests/faults/**/*.spec.ts'], timeout: 120_000 },
      { name: 'browser', files: ['tests/browser/**/*.spec.ts'], timeout: 120_000 },
    ],
    forceExit: true,
  },

  metaFiles: [
    { pattern: 'resources/views/**/*.edge', reloadServer: false },
    { pattern: 'resources/lang/**/*.json', reloadServer: false },
    { pattern: 'public/**', reloadServer: false },
    { pattern: 'stripe_emulator/catalogue/covers/*', reloadServer: false },
    { pattern: 'database/samples/{content,files}/**', reloadServer: false },
    { pattern: 'app/accounts/passwords/*.txt', reloadServer: false },
    { pattern: 'bin/{missing_package,node_floor,start}.js', reloadServer: false },
    { pattern: '{package-lock.json,.npmrc}', reloadServer: false },
  ],

  /**
   * A name with a folder, as in `make:service purchases/tell_crm`, lands in that room of app/ (see
   * stubs/); a name alone where AdonisJS puts it, except what belongs to every request.
   */
  directories: {
    languageFiles: 'resources/lang',
    middleware: 'app/http/middleware',
    exceptions: 'app/http/exceptions',
  },

  hooks: {
    init: [
      indexEntities({
        controllers: { source: 'app', glob: ['**/*_controller.ts'], importAlias: '#app' },
        listeners: { source: 'app', glob: ['**/listeners/*.ts'], importAlias: '#app' },
      }),
      () => import('#framework/index_policies'),
    ],
    buildStarting: [() => import('@adonisjs/vite/build_hook')],
  },
})
