/*
|--------------------------------------------------------------------------
| HTTP server entry point
|--------------------------------------------------------------------------
|
| Starts the store: `node bin/server.js` in a build, `node ace serve` while
| developing.
|
*/

import type { RequestListener, Server } from 'node:http'

import { APP_ROOT, importer, keepFilesPrivate, reportStartFailure } from './application.js'
import { continueOnSupportedNode } from './node_floor.js'
import { catchStrayErrors, stop } from './stop.js'

await continueOnSupportedNode()
startServer().catch(reportStartFailure)

async function startServer() {
  let createStoreServer: (handler: RequestListener) => Server

  await import('reflect-metadata')
  const { Ignitor } = await import('@adonisjs/core')
  await new Ignitor(APP_ROOT, { importer })
    .tap((app) => {
      app.booting(async () => {
        await import('#start/env')
        await keepFilesPrivate()
      })
      app.starting(async () => {
        catchStrayErrors(app)
        ;({ createStoreServer } = await import('#start/server'))
      })
      app.listen('SIGTERM', () => stop(app))
      app.listen('SIGINT', () => stop(app))
    })
    .httpServer()
    .start((handler) => createStoreServer(handler))
}
