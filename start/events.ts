/*
|--------------------------------------------------------------------------
| Events
|--------------------------------------------------------------------------
|
| Who listens to what happens in the store. A listener is told at most once,
| after the commit; nothing that must happen may hang on it. Yours go here.
|
*/

import emitter from '@adonisjs/core/services/emitter'
import logger from '@adonisjs/core/services/logger'
import PurchaseCompleted from '#events/purchase_completed'

/** An example: every sale is a line of the log. */
emitter.on(PurchaseCompleted, ({ purchase: { reference, totalAmount, currency } }) => {
  logger.info({ purchase: reference, amount: totalAmount, currency }, 'sold')
})
