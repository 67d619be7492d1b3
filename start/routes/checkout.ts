/*
|--------------------------------------------------------------------------
| Buying
|--------------------------------------------------------------------------
|
| The buy button, and the ways back from Stripe.
|
*/

import router from '@adonisjs/core/services/router'
import { SLUG } from '#shared/slug'
import { forms, middleware } from '#start/kernel'

const CheckoutsController = () => import('#checkout/controllers/checkouts_controller')
const CheckoutReturnsController = () => import('#checkout/controllers/checkout_returns_controller')

router
  .group(() => {
    router
      .post('/products/:productSlug/checkout', [CheckoutsController, 'store'])
      .where('productSlug', SLUG)
      .as('checkout.store')
    router
      .get('/checkout/cancelled', [CheckoutReturnsController, 'cancelled'])
      .as('checkout.cancelled')
    router
      .get('/checkout/return', [CheckoutReturnsController, 'show'])
      .use(middleware.auth())
      .as('checkout.return')
  })
  .use(forms)
