import type { HttpContext } from '@adonisjs/core/http'
import CheckReadiness from '#operations/check_readiness'

/**
 * For machines that watch the store.
 */
export default class HealthController {
  /** The process answers. */
  live({ response }: HttpContext) {
    response.header('cache-control', 'no-store')
    return { status: 'ok' }
  }

  /** The process can do its work: 200, else 503 with what is missing. */
  async ready({ response }: HttpContext) {
    const readiness = await new CheckReadiness().handle()
    response.header('cache-control', 'no-store')
    return response.status(readiness.ready ? 200 : 503).send(readiness)
  }
}
