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

await import('reflect-metadata')
const { Ignitor } = await import('@adonisjs/core')
const { APP_ROOT, importer, reportStartFailure } = await import('./application.js')
const { catchStrayErrors, stop } = await import('./stop.js')

let createStoreServer: (handler: RequestListener) => Server

new Ignitor(APP_ROOT, { importer })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
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
  .catch(reportStartFailure)
