import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import ResolveDrift from '#catalogue_editing/resolve_drift'
import { isFailure } from '#catalogue_editing/product_act'
import { viewDrift } from '#admin/products/drift_view'
import type { FailureView } from '#admin/stripe_failure'
import { notFound } from '#http/not_found'
import { answerFailure, readProductPage } from '#admin/products/controllers/product_page'
import FindDrift, { type DriftField, type DriftFix } from '#catalogue_editing/find_drift'

/**
 * Compares a product with Stripe's current state, and resolves one difference at a time.
 */
@inject()
export default class DriftsController {
  constructor(
    private findDrift: FindDrift,
    private resolveDrift: ResolveDrift
  ) {}

  async show(ctx: HttpContext) {
    return this.#show(ctx)
  }

  async update(ctx: HttpContext) {
    const { params, request, response, session, staff } = ctx
    const { field, fix }: Record<string, unknown> = request.body()
    if (!isField(field) || !isFix(fix)) {
      throw notFound(ctx)
    }
    const outcome = await this.resolveDrift.handle({
      configurationId: Number(params.id),
      field,
      fix,
      actor: staff,
    })
    if (isFailure(outcome)) {
      return this.#show(ctx, answerFailure(ctx, outcome))
    }
    session.flash('notice', {
      kind: outcome.type === 'resolved' ? 'success' : 'info',
      text:
        outcome.type === 'resolved'
          ? 'Both sides say the same now.'
          : 'There was no such difference any more.',
    })
    return response
      .redirect()
      .status(303)
      .toPath(urlFor('admin.drift.show', { id: params.id }))
  }

  /** After a failed change Stripe is not read again for this page. */
  async #show(ctx: HttpContext, failure: FailureView | null = null) {
    const { row, frame } = await readProductPage(ctx)
    const outcome = failure === null ? await this.findDrift.handle(row.id) : null
    if (outcome?.type === 'not_found') {
      throw notFound(ctx)
    }
    if (outcome?.type === 'unavailable') {
      ctx.response.status(503)
    }
    return ctx.view.render('pages/admin/products/drift', {
      row,
      frame,
      drifts: outcome?.type === 'found' ? outcome.drifts.map(viewDrift) : null,
      failure: outcome?.type === 'unavailable' ? unavailable(outcome.problem) : failure,
    })
  }
}

function unavailable(problem: string): FailureView {
  return {
    status: 503,
    title: 'Stripe did not answer',
    text: `Nothing can be compared until it does. Open this page again in a moment. (${problem})`,
  }
}

function isField(sent: unknown): sent is DriftField {
  return (
    typeof sent === 'string' &&
    /^(?:name|description|default_price|state|price:\w{1,255})$/.test(sent)
  )
}

function isFix(sent: unknown): sent is DriftFix {
  return sent === 'take_theirs' || sent === 'give_ours'
}
