import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { DateTime } from 'luxon'
import CheckPurchase, { type CheckPurchaseOutcome } from '#actions/check_purchase'
import { roleMay } from '#admin/permissions'
import { purchaseList } from '#admin/resources/purchase_list'
import { purchaseStatus } from '#admin/resources/purchase_words'
import {
  downloadTable,
  eventTable,
  mailTable,
  paymentTable,
  purchaseFacts,
} from '#admin/resources/record_facts'
import { accessWords } from '#app/access_words'
import { showList } from '#controllers/admin/list_page'
import { notFound } from '#controllers/admin/not_found'
import FindAccess from '#queries/find_access'
import FindPurchaseRecord from '#queries/find_purchase_record'

/**
 * What was bought: facts that Stripe and staff decided, for looking at.
 */
export default class PurchasesController {
  async index(ctx: HttpContext) {
    return showList(ctx, purchaseList)
  }

  async show(ctx: HttpContext) {
    const record = await new FindPurchaseRecord().handle(Number(ctx.params.id))
    if (record === null) {
      throw notFound(ctx)
    }
    const { purchase } = record
    const access = new FindAccess().judge(purchase.productConfiguration, [purchase], DateTime.utc())
    return ctx.view.render('pages/admin/purchases/show', {
      purchase,
      facts: purchaseFacts(purchase, accessWords(access, ctx.i18n)),
      tables: [
        paymentTable(record),
        downloadTable(record),
        ...(roleMay(ctx.staff.role, 'mails.view') ? [mailTable(record.mails)] : []),
        ...(roleMay(ctx.staff.role, 'events.view') ? [eventTable(record.events)] : []),
      ],
    })
  }

  /** Looks at the purchase at Stripe again. */
  @inject()
  async check(ctx: HttpContext, checkPurchase: CheckPurchase) {
    const { params, response, session, staff } = ctx
    const outcome = await checkPurchase.handle({ purchaseId: Number(params.id), actor: staff })
    if (outcome.type === 'not_found' || outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    session.flash('notice', noticeOf(outcome))
    return response
      .redirect()
      .status(303)
      .toPath(urlFor('admin.purchases.show', { id: params.id }))
  }
}

function noticeOf(outcome: CheckPurchaseOutcome) {
  switch (outcome.type) {
    case 'checked':
      return checkedNotice(outcome)
    case 'unreachable':
      return { kind: 'error', text: `Stripe did not answer as hoped: ${outcome.problem}` }
    default:
      return { kind: 'info', text: 'This purchase was granted here; Stripe knows nothing of it.' }
  }
}

function checkedNotice(outcome: Extract<CheckPurchaseOutcome, { type: 'checked' }>) {
  const [before, after] = [outcome.before, outcome.after].map((s) => purchaseStatus(s).text)
  if (['fulfilled', 'pending', 'failed'].includes(outcome.stripe)) {
    return before === after
      ? { kind: 'success', text: `Stripe says the same: ${after}.` }
      : { kind: 'success', text: `Brought up to date: ${before} is now ${after}.` }
  }
  return {
    kind: 'error',
    text: 'Stripe does not have this checkout, or not as one of this store. Nothing was changed.',
  }
}
