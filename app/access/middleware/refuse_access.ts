import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { confirmHint } from '#buyers/confirm_hint'
import { accessText } from '#access/access_text'
import { askToSignIn } from '#http/sign_in_first'
import type { AccessCode } from '#access/access_rules'
import type { Access } from '#access/find_access'
import { isShown } from '#catalogue/product_standing'

const STATUSES: Partial<Record<AccessCode, number>> = { signed_out: 401, unknown_product: 404 }

/**
 * Answers a user who may not use a product. A browser is sent to where the user can do something
 * about it; a JSON client gets the reason code. Needs the session.
 * @throws {Exception} 404 where there is no such product
 */
export function refuseAccess(ctx: HttpContext, access: Access) {
  const { request, response, i18n } = ctx

  if (request.accepts(['html', 'json']) === 'json') {
    const { text } = accessText(access, i18n)
    return response
      .status(STATUSES[access.code] ?? 403)
      .send({ error: { code: access.code, message: text } })
  }
  if (access.code === 'unknown_product') {
    throw new Exception('No such product', { status: 404, code: 'E_UNKNOWN_PRODUCT' })
  }
  if (access.code === 'signed_out') {
    return askToSignIn(ctx)
  }
  if (access.purchase !== null && access.code !== 'other_price') {
    const { reference } = access.purchase
    return response.redirect().status(303).toPath(urlFor('purchases.show', { reference }))
  }
  return offerProduct(ctx, access)
}

/**
 * Sends a user without a purchase, or with another price, to the product's page, or to the store where the product is
 * hidden.
 */
function offerProduct(ctx: HttpContext, access: Access) {
  const { response, session, i18n } = ctx
  const hint = access.code === 'never_bought' ? confirmHint(ctx) : null
  const { configuration } = access
  const product = configuration?.name ?? ''
  if (configuration && isShown(configuration)) {
    session.flash('notice', {
      kind: 'info',
      text: accessText(access, i18n).text,
      link: {
        href: urlFor('store.products.show', { productSlug: configuration.slug }),
        text: i18n.t('purchases.see_product', { product }),
      },
      hint,
    })
  } else {
    session.flash('notice', {
      kind: 'info',
      text: i18n.t('purchases.not_for_sale', { product }),
      hint,
    })
  }
  return response.redirect().status(303).toPath(urlFor('store.home'))
}
