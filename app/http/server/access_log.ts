import type { IncomingMessage, ServerResponse } from 'node:http'
import logger from '@adonisjs/core/services/logger'
import { loggablePath } from '#http/server/loggable_path'

/**
 * Logs one line per request, once it is answered or the client has aborted it (`cut: true`).
 */
export function logRequest(request: IncomingMessage, response: ServerResponse, requestId: string) {
  if (!logger.isLevelEnabled('info')) {
    return
  }
  const begin = performance.now()
  const path = loggablePath(request.url ?? '')
  response.once('close', () => {
    logger.info(
      {
        request_id: requestId,
        method: request.method,
        path,
        status: response.statusCode,
        ms: Math.round((performance.now() - begin) * 10) / 10,
        ...(response.writableFinished ? {} : { cut: true }),
      },
      'request'
    )
  })
}
