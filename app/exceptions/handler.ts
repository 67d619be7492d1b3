import app from '@adonisjs/core/services/app'
import { ExceptionHandler } from '@adonisjs/core/http'

/**
 * Turns what went wrong into a page or a JSON answer.
 */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected debug = !app.inProduction
}
