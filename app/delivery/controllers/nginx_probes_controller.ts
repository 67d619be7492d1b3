import { errors, type HttpContext } from '@adonisjs/core/http'
import deliveryConfig from '#config/delivery'
import { HAND_OVER_HEADER, openHandOver } from '#delivery/hand_over'
import { accelPath } from '#delivery/nginx_probe'

/** Hands the doctor's file to nginx, as a download. Its sealed address is the authority. */
export default class NginxProbesController {
  show({ params, request, response }: HttpContext) {
    const sealed = String(params.token)
    const handOver = openHandOver(sealed)
    if (handOver?.kind !== 'probe' || deliveryConfig.accelPrefix === undefined) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    response.header('cache-control', 'no-store')
    response.header('content-type', 'text/plain')
    response.header(HAND_OVER_HEADER, sealed)
    return response
      .header('x-accel-redirect', accelPath(deliveryConfig.accelPrefix, handOver.key))
      .send('')
  }
}
