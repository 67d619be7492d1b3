/*
|--------------------------------------------------------------------------
| Test runner entry point
|--------------------------------------------------------------------------
|
| Runs the Japa suites declared in adonisrc.ts inside the application.
|
*/

process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { fileURLToPath } from 'node:url'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'
import { chooseAddresses } from '#tests/runner/addresses'
import { buildAssets } from '#tests/runner/assets'
import { report } from '#tests/runner/messages'
import { APP_ROOT, importer } from './application.js'

buildAssets()
Object.assign(process.env, await chooseAddresses(process.env))

new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
  })
  .testRunner()
  .configure(async (app) => {
    const { runnerHooks, ...config } = await import('../tests/bootstrap.js')

    processCLIArgs(process.argv.splice(2))
    configure({
      ...app.rcFile.tests,
      ...config,
      importer: (file) => {
        report({ type: 'loading', file: fileURLToPath(file) })
        return import(file.href)
      },
      setup: runnerHooks.setup,
      teardown: runnerHooks.teardown.concat([() => app.terminate()]),
    })
  })
  .run(() => run())
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })
