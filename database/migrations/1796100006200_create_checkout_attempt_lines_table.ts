import { BaseSchema } from '@adonisjs/lucid/schema'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { copyInBatches } from '#database/copy_in_batches'
import { rebuildTables } from '#database/rebuild_table'

/**
 * An attempt to check out has a line per product, and a buyer who has an account or none yet: then it is
 * the browser's that began it. A buyer has one open attempt for the same lines.
 */
export default class extends BaseSchema {
  static disableTransactions = true

  async up() {
    this.defer(async (db) => {
      if (await db.schema.hasTable('checkout_attempt_lines')) {
        return
      }
      if (db.dialect.name === 'postgres') {
        await db.transaction(async (trx) => {
          await trx.rawQuery('set local statement_timeout = 0')
          await createLines(trx)
          for (const statement of POSTGRES) {
            await trx.rawQuery(statement)
          }
          await createIndexes(trx)
        })
        return
      }
      await rebuildTables(db, [SQLITE], createIndexes, createLines)
    })
  }

  async down() {
    throw new Error('An attempt of several products has no place in the tables from before.')
  }
}

const ONE_BUYER = 'check ((user_id is null) <> (browser is null))'

const POSTGRES = [
  'alter table checkout_attempts alter column user_id drop not null',
  'alter table checkout_attempts add column browser varchar(64)',
  'alter table checkout_attempts add column lines_key text',
  `update checkout_attempts set lines_key = (
    select prices.stripe_id from prices where prices.id = checkout_attempts.price_id)`,
  'alter table checkout_attempts alter column lines_key set not null',
  `alter table checkout_attempts add constraint checkout_attempts_buyer_check ${ONE_BUYER}`,
  'drop index checkout_attempts_open_unique',
  'alter table checkout_attempts drop column product_configuration_id',
  'alter table checkout_attempts drop column price_id',
  'alter table checkout_attempts drop column quantity',
  'alter table checkout_attempts drop column subtotal_amount',
]

const SQLITE = {
  table: 'checkout_attempts',
  columns: {
    user_id: '`user_id` integer',
    product_configuration_id: null,
    price_id: null,
    quantity: null,
    subtotal_amount: null,
  },
  newColumns: ['`browser` varchar(64)', '`lines_key` text not null'],
  newConstraints: [`constraint checkout_attempts_buyer_check ${ONE_BUYER}`],
  values: {
    lines_key: `(select prices.stripe_id from prices
      where prices.id = checkout_attempts.price_id)`,
  },
  droppedIndexes: ['checkout_attempts_open_unique'],
}

async function createLines(trx: TransactionClientContract) {
  await trx.schema.createTable('checkout_attempt_lines', (table) => {
    table.increments('id').notNullable()
    table
      .integer('checkout_attempt_id')
      .unsigned()
      .notNullable()
      .references('checkout_attempts.id')
      .onDelete('CASCADE')
    table
      .integer('product_configuration_id')
      .unsigned()
      .notNullable()
      .references('product_configurations.id')
      .onDelete('RESTRICT')
    table.integer('price_id').unsigned().notNullable().references('prices.id').onDelete('RESTRICT')
    table.integer('quantity').notNullable().defaultTo(1)
    table.bigInteger('subtotal_amount').nullable()
    table.timestamp('created_at', { precision: 3 }).notNullable()
    table.timestamp('updated_at', { precision: 3 }).notNullable()
    table.unique(['checkout_attempt_id', 'price_id'])
    table.index(['product_configuration_id', 'checkout_attempt_id'])
    table.index(['price_id'])
  })
  await copyInBatches(trx, 'checkout_attempts', COPY)
}

const COPY = `insert into checkout_attempt_lines
    (checkout_attempt_id, product_configuration_id, price_id, quantity, subtotal_amount,
      created_at, updated_at)
  select id, product_configuration_id, price_id, quantity, subtotal_amount, created_at, updated_at
  from checkout_attempts where id > :after and id <= :until`

async function createIndexes(trx: TransactionClientContract) {
  await trx.rawQuery(
    `create unique index checkout_attempts_open_unique on checkout_attempts (user_id, lines_key)
      where status = 'open' and user_id is not null`
  )
  await trx.rawQuery(
    `create unique index checkout_attempts_open_guest_unique on checkout_attempts
      (browser, lines_key) where status = 'open' and user_id is null`
  )
}
