import type { HttpContext } from '@adonisjs/core/http'
import { I18n } from '@adonisjs/i18n'
import i18nManager from '@adonisjs/i18n/services/main'
import type { NextFn } from '@adonisjs/core/types/http'
import { readerLocale } from '#shared/reader_locale'

/**
 * Sets the visitor's locale, for texts, amounts and dates.
 */
export default class LocaleMiddleware {
  handle(ctx: HttpContext, next: NextFn) {
    ctx.i18n = i18nManager.locale(readerLocale(ctx.request.header('accept-language')))
    ctx.containerResolver.bindValue(I18n, ctx.i18n)
    ctx.view.share({ i18n: ctx.i18n })
    return next()
  }
}

declare module '@adonisjs/core/http' {
  export interface HttpContext {
    i18n: I18n
  }
}
