import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { mailGrantLink } from '#accounts/mail_grant_link'
import type { Notice } from '#records/declarations/resource'
import { REASON_LENGTH } from '#access/decide_access'
import GrantPurchase from '#purchases/grant_purchase'
import { readMoment } from '#records/forms/typed_moment'
import { notFound } from '#http/not_found'
import { readProductPage } from '#admin/products/controllers/product_page'
import { checkForm, type FormErrors } from '#http/forms/check_form'
import { grantValidator } from '#accounts/staff/staff_validators'
import { readableEmail } from '#shared/email_address'

/**
 * The form that gives a product to a user without payment.
 */
export default class GrantsController {
  async create(ctx: HttpContext) {
    return showForm(ctx, {}, {})
  }

  @inject()
  async store(ctx: HttpContext, grantPurchase: GrantPurchase) {
    const form = await checkForm(grantValidator, ctx.request.body(), ctx.i18n)
    if (!form.ok) {
      return showForm(ctx, form.old, form.errors)
    }
    const { email, reason, until } = form.data
    const endsAt = readMoment(until ?? '')
    if (endsAt === 'unclear') {
      return showForm(ctx, form.data, { until: 'Write a day and a time' })
    }
    const outcome = await grantPurchase.handle(
      {
        email,
        configurationId: Number(ctx.params.id),
        reason: reason ?? '',
        endsAt,
        actor: ctx.staff,
      },
      mailGrantLink
    )
    switch (outcome.type) {
      case 'granted':
      case 'waits':
      case 'has_one':
        ctx.session.flash('notice', noticeOf(outcome.type, email))
        return ctx.response
          .redirect()
          .status(303)
          .toPath(urlFor('admin.purchases.show', { id: outcome.purchase.id }))
      case 'invalid': {
        const { reason: noReason, endsAt: over } = outcome.problems
        return showForm(ctx, form.data, {
          ...(noReason ? { reason: noReason } : {}),
          ...(over ? { until: over } : {}),
        })
      }
      default:
        throw notFound(ctx)
    }
  }
}

function noticeOf(type: 'granted' | 'waits' | 'has_one', email: string): Notice {
  switch (type) {
    case 'granted':
      return { kind: 'success', text: `Granted to ${readableEmail(email)}. They get a mail.` }
    case 'waits':
      return {
        kind: 'info',
        text: `${readableEmail(email)} is not confirmed yet. The grant waits until they open the link in the mail that we sent.`,
      }
    case 'has_one':
      return { kind: 'info', text: `${readableEmail(email)} has this grant already.` }
  }
}

async function showForm(ctx: HttpContext, old: Record<string, unknown>, errors: FormErrors) {
  const { row, frame } = await readProductPage(ctx)
  ctx.response.status(Object.keys(errors).length > 0 ? 422 : 200)
  return ctx.view.render('pages/admin/products/grant', {
    row,
    frame,
    old,
    errors,
    reasonLength: REASON_LENGTH,
    isTyped: ctx.request.method() === 'POST',
  })
}
