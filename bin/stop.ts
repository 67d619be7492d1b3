import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Milliseconds after which busy connections are closed, and after which the process exits even if
 * something hangs: supervisors commonly kill after 10 seconds.
 */
const CUT_AFTER = 7_000
const END_AFTER = 9_500

const CLOSE_IDLE_EVERY = 100

let stopping: Promise<void> | undefined

/**
 * Ends the process in order: no new connections, running requests finished, then the queue's worker,
 * databases and logs closed. Downloads that take longer are cut; clients resume them. A second signal
 * changes nothing: a terminal and a supervisor send theirs to every process of a group, and whatever
 * started this one forwards its own.
 */
export function stop(app: ApplicationService): Promise<void> {
  return (stopping ??= stopInOrder(app))
}

async function stopInOrder(app: ApplicationService) {
  const server = await app.container.make('server')
  const listener = server.getNodeServer()

  setInterval(() => listener?.closeIdleConnections(), CLOSE_IDLE_EVERY).unref()
  setTimeout(() => listener?.closeAllConnections(), CUT_AFTER).unref()
  setTimeout(() => process.exit(), END_AFTER).unref()

  await app.terminate()
  process.exit()
}

/**
 * Handles errors that nothing caught. An unhandled rejection has run the `finally` blocks of its
 * functions, so it is logged and the process goes on. An error thrown in a callback may have left work
 * half done and locks held: running requests are finished and the process exits with code 1, so that its
 * supervisor starts a new one. A broken connection is only logged.
 */
export function catchStrayErrors(app: ApplicationService) {
  process.on('unhandledRejection', (reason) => {
    void report(app, reason, 'Unhandled promise rejection')
  })
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (BROKEN_CONNECTION.test(error.code ?? '')) {
      void report(app, error, 'Unhandled error of a broken connection')
      return
    }
    process.exitCode = 1
    void report(app, error, 'Uncaught exception; the process stops')
    void stop(app)
  })
}

const BROKEN_CONNECTION = /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_STREAM_DESTROYED)$/

async function report(app: ApplicationService, error: unknown, what: string) {
  const logger = await app.container.make('logger')
  logger.fatal({ err: error }, what)
}
