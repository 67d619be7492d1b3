import type { HttpContext } from '@adonisjs/core/http'
import CheckReadiness from '#operations/check_readiness'

/**
 * Health checks for monitoring. Public; reveals no reasons.
 */
export default class HealthController {
  /** Always 200 while the process answers. */
  live({ response }: HttpContext) {
    response.header('cache-control', 'no-store')
    return { status: 'ok' }
  }

  /** 200 where the process can do its work, else 503 with the parts that fail. */
  async ready({ response }: HttpContext) {
    const readiness = await new CheckReadiness().handle()
    response.header('cache-control', 'no-store')
    return response.status(readiness.ready ? 200 : 503).send(readiness)
  }
}
