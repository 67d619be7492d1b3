/*
|--------------------------------------------------------------------------
| Ace entry point
|--------------------------------------------------------------------------
|
| Boots the command line. A command boots the application only where its
| "options.startApp" says so.
|
*/

import {
  APP_ROOT,
  importer,
  keepFilesPrivate,
  reportKnownFailures,
  reportStartFailure,
} from './application.js'
import { continueOnSupportedNode } from './node_floor.js'

await continueOnSupportedNode()
runAce().catch(reportStartFailure)

async function runAce() {
  await import('reflect-metadata')
  const { Ignitor } = await import('@adonisjs/core')
  await new Ignitor(APP_ROOT, { importer })
    .tap((app) => {
      app.booting(async () => {
        await import('#start/env')
        await keepFilesPrivate()
      })
      app.listen('SIGTERM', () => app.terminate())
      app.listenIf(app.managedByPm2, 'SIGINT', () => app.terminate())
    })
    .ace()
    .configure(async (app) => {
      reportKnownFailures(await app.container.make('ace'))
    })
    .handle(process.argv.splice(2))
}
