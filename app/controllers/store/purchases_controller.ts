import { errors, type HttpContext } from '@adonisjs/core/http'
import { accessWords } from '#app/access_words'
import { nextStep } from '#app/next_step'
import FindPurchase from '#queries/find_purchase'
import ListLibrary from '#queries/list_library'

/**
 * What somebody has bought.
 */
export default class PurchasesController {
  async index({ auth, i18n, request, view }: HttpContext) {
    const library = await new ListLibrary().handle({
      userId: auth.getUserOrFail().id,
      page: pageNumber(request.qs().page),
    })
    return view.render('pages/purchases/index', {
      ...library,
      entries: library.entries.map((entry) => ({
        ...entry,
        words: accessWords(entry.access, i18n),
        next: nextStep(entry.access, i18n),
      })),
    })
  }

  async show({ auth, i18n, params, request, view }: HttpContext) {
    const details = await new FindPurchase().handle({
      userId: auth.getUserOrFail().id,
      reference: params.reference,
    })
    if (details === null) {
      throw new errors.E_ROUTE_NOT_FOUND([request.method(), request.url()])
    }
    return view.render('pages/purchases/show', {
      ...details,
      words: accessWords(details.access, i18n),
      next: nextStep(details.access, i18n),
    })
  }
}

function pageNumber(value: unknown): number {
  const page = Number(value)
  return Number.isSafeInteger(page) && page > 0 && page < 10_000 ? page : 1
}
