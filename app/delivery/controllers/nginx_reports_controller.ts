import type { HttpContext } from '@adonisjs/core/http'
import RecordNginxReport from '#delivery/record_nginx_report'
import { HAND_OVER_HEADER } from '#delivery/hand_over'

/**
 * Receives from nginx what became of each file that it was handed. No session and no CSRF token: the
 * sealed hand-over is the authority, and only nginx sees it.
 */
export default class NginxReportsController {
  async store({ request, response }: HttpContext) {
    const isOurs = await new RecordNginxReport().handle({
      sealed: request.header(HAND_OVER_HEADER) ?? '',
      status: Number(request.header('x-kiosk-status')),
      sent: Number(request.header('x-kiosk-sent')),
      range: request.header('x-kiosk-range') ?? '',
      isComplete: request.header('x-kiosk-completed') === 'OK',
    })
    return response.status(isOurs ? 204 : 400).send('')
  }
}
