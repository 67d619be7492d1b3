/*
|--------------------------------------------------------------------------
| Webhooks
|--------------------------------------------------------------------------
|
| Raw body only: no session, no CSRF.
|
*/

import router from '@adonisjs/core/services/router'

const StripeWebhooksController = () => import('#webhooks/controllers/stripe_webhooks_controller')

router.post('/stripe/webhook', [StripeWebhooksController, 'store']).as('webhooks.stripe')
