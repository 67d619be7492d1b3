/*
|--------------------------------------------------------------------------
| Events
|--------------------------------------------------------------------------
|
| The listeners of domain events; add yours here. An event is dispatched at
| most once, after the commit. Nothing that must happen may depend on it.
|
*/

import emitter from '@adonisjs/core/services/emitter'
import logger from '@adonisjs/core/services/logger'
import PurchaseCompleted from '#events/purchase_completed'

/** An example: logs every sale. */
emitter.on(PurchaseCompleted, ({ purchase: { reference, totalAmount, currency } }) => {
  logger.info({ purchase: reference, amount: totalAmount, currency }, 'sold')
})
