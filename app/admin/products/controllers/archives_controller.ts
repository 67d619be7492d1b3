import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import ArchiveProduct from '#catalogue_editing/archive_product'
import { isFailure } from '#catalogue_editing/product_act'
import RestoreProduct from '#catalogue_editing/restore_product'
import type { FailureView } from '#admin/stripe_failure'
import { notFound } from '#http/not_found'
import { answerFailure, readProductPage } from '#admin/products/controllers/product_page'
import CountOpenCheckouts from '#checkout/count_open_checkouts'

/**
 * Archives a product here and in Stripe, or restores it, each after a page that explains the
 * effect.
 */
export default class ArchivesController {
  async show(ctx: HttpContext) {
    return showQuestion(ctx)
  }

  /** Archives or restores, by the button that was used. */
  @inject()
  async update(ctx: HttpContext, archiveProduct: ArchiveProduct, restoreProduct: RestoreProduct) {
    const { params, request, response, session, staff } = ctx
    const intent: unknown = request.input('intent')
    if (intent !== 'archive' && intent !== 'restore') {
      throw notFound(ctx)
    }
    const act = intent === 'archive' ? archiveProduct : restoreProduct
    const outcome = await act.handle({ configurationId: Number(params.id), actor: staff })
    if (isFailure(outcome)) {
      return showQuestion(ctx, { intent, failure: answerFailure(ctx, outcome) })
    }
    const { frame } = await readProductPage(ctx)
    session.flash('notice', {
      kind: 'success',
      text:
        outcome.type === 'archived'
          ? `Archived “${frame.name}”, here and at Stripe. Its buyers keep what they have.`
          : `Restored “${frame.name}”, here and at Stripe.`,
    })
    return response
      .redirect()
      .status(303)
      .toPath(urlFor('admin.products.edit', { id: params.id }))
  }
}

/**
 * @param state.intent the act that failed and may be tried again; else it follows from the
 * product's state
 */
async function showQuestion(
  ctx: HttpContext,
  state: { intent?: 'archive' | 'restore'; failure?: FailureView } = {}
) {
  const { row, frame } = await readProductPage(ctx)
  const intent = state.intent ?? (row.archived_at ? 'restore' : 'archive')
  const question =
    intent === 'archive'
      ? {
          heading: `Archive “${frame.name}”?`,
          points: await archivePoints(row.id),
          button: { text: 'Archive product', intent, kind: 'danger' },
        }
      : {
          heading: `Restore “${frame.name}”?`,
          points: RESTORE_POINTS,
          button: { text: 'Restore product', intent },
        }
  return ctx.view.render('pages/admin/confirm', {
    ...question,
    row,
    frame,
    current: 'archive',
    failure: state.failure,
    action: urlFor('admin.archive.update', { id: row.id }),
    cancelHref: urlFor('admin.products.edit', { id: row.id }),
  })
}

const RESTORE_POINTS = [
  'Stripe sells it again, by all of its prices that are active there.',
  'Here it stands as it did before: on sale, unlisted, scheduled or a draft, as its form says.',
]

async function archivePoints(id: number): Promise<string[]> {
  const open = await new CountOpenCheckouts().handle(id)
  return [
    'It leaves the store: the shop window, search and its own page.',
    'Stripe archives it too, so nothing else sells it either.',
    open === 0
      ? 'Nobody is paying for it at this moment.'
      : `${open === 1 ? 'One buyer is' : `${open} buyers are`} on the way to pay for it; their payment pages are closed.`,
    'Whoever bought it keeps access, files and receipts. Running subscriptions go on.',
    'It can be restored at any time.',
  ]
}
