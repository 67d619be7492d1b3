import { BaseSchema } from '@adonisjs/lucid/schema'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Knex } from 'knex'
import { copyInBatches } from '#database/copy_in_batches'
import { adoptGrantedLines } from '#database/adopt_granted_lines'
import { findSoldBeforeChanges } from '#database/find_sold_before_changes'
import { rebuildTables } from '#database/rebuild_table'

/**
 * A checkout makes a purchase per product, and its payments and refunds are divided among them: what a
 * payment was for is in `payment_lines`, and what a refund was for in `refund_lines`. Every payment from
 * before was for one purchase, and for what staff granted of it. What is known of the amounts of renewals is their total; the rest follows
 * when Stripe is read again.
 */
export default class extends BaseSchema {
  static disableTransactions = true

  async up() {
    this.defer(async (db) => {
      if (await db.schema.hasTable('payment_lines')) {
        return
      }
      if (db.dialect.name === 'postgres') {
        await db.transaction(async (trx) => {
          await trx.rawQuery('set local statement_timeout = 0')
          await divide(trx)
          await trx.rawQuery('alter table payments drop column purchase_id')
        })
        return
      }
      const payments = {
        table: 'payments',
        columns: { purchase_id: null },
        droppedIndexes: ['payments_purchase_id_index'],
      }
      await rebuildTables(db, [payments], undefined, divide)
    })
  }

  async down() {
    throw new Error('A payment of several purchases has no place in the tables from before.')
  }
}

/**
 * The parts of the first payment are those of the purchase, as are those of a renewal that cost the same.
 */
const COPY_PAYMENTS = `insert into payment_lines
    (payment_id, purchase_id, subtotal_amount, discount_amount, tax_amount, total_amount,
      created_at, updated_at)
  select payments.id, purchases.id,
    case when payments.amount = purchases.total_amount
      then purchases.subtotal_amount else payments.amount end,
    case when payments.amount = purchases.total_amount then purchases.discount_amount else 0 end,
    case when payments.amount = purchases.total_amount then purchases.tax_amount else 0 end,
    payments.amount, payments.created_at, payments.updated_at
  from payments join purchases on purchases.id = payments.purchase_id
  where payments.id > :after and payments.id <= :until`

const COPY_REFUNDS = `insert into refund_lines (refund_id, purchase_id, amount, created_at, updated_at)
  select refunds.id, payments.purchase_id, refunds.amount, refunds.created_at, refunds.updated_at
  from refunds join payments on payments.id = refunds.payment_id
  where refunds.id > :after and refunds.id <= :until`

/** What the checkout was for; where its row is lost, what the purchase is of. */
const SOLD_PRODUCTS = `update purchases set bought_product_stripe_id = coalesce(
    (select products.stripe_id from checkout_attempts
      join product_configurations
        on product_configurations.id = checkout_attempts.product_configuration_id
      join products on products.id = product_configurations.product_id
      where checkout_attempts.checkout_session_id = purchases.checkout_session_id),
    (select products.stripe_id from product_configurations
      join products on products.id = product_configurations.product_id
      where product_configurations.id = purchases.product_configuration_id))
  where purchases.checkout_session_id is not null
    and purchases.id > :after and purchases.id <= :until`

async function divide(trx: TransactionClientContract) {
  await createTables(trx)
  await copyInBatches(trx, 'payments', COPY_PAYMENTS)
  await copyInBatches(trx, 'refunds', COPY_REFUNDS)
  await copyInBatches(trx, 'purchases', SOLD_PRODUCTS)
  await findSoldBeforeChanges(trx)
  await trx.rawQuery(
    `update refund_requests set purchase_id =
      (select purchase_id from payments where payments.id = refund_requests.payment_id)`
  )
  await adoptGrantedLines(trx)
}

async function createTables(trx: TransactionClientContract) {
  await trx.schema.createTable('payment_lines', (table) => {
    table.increments('id').notNullable()
    references(table, 'payment_id', 'payments').notNullable()
    references(table, 'purchase_id', 'purchases').notNullable()
    table.bigInteger('subtotal_amount').notNullable()
    table.bigInteger('discount_amount').notNullable()
    table.bigInteger('tax_amount').notNullable()
    table.bigInteger('total_amount').notNullable()
    table.timestamp('created_at', { precision: 3 }).notNullable()
    table.timestamp('updated_at', { precision: 3 }).notNullable()
    table.unique(['payment_id', 'purchase_id'])
    table.index(['purchase_id', 'payment_id'])
  })
  await trx.schema.createTable('refund_lines', (table) => {
    table.increments('id').notNullable()
    references(table, 'refund_id', 'refunds').notNullable()
    references(table, 'purchase_id', 'purchases').notNullable()
    table.bigInteger('amount').notNullable()
    table.timestamp('created_at', { precision: 3 }).notNullable()
    table.timestamp('updated_at', { precision: 3 }).notNullable()
    table.unique(['refund_id', 'purchase_id'])
    table.index(['purchase_id', 'refund_id'])
  })
  await trx.schema.alterTable('refunds', (table) => {
    references(table, 'decided_purchase_id', 'purchases').nullable()
    references(table, 'decided_by_id', 'users', 'SET NULL').nullable()
    table.timestamp('decided_at', { precision: 3 }).nullable()
    table.boolean('is_unassigned').notNullable().defaultTo(false)
  })
  await trx.rawQuery('create index refunds_unassigned_index on refunds (id) where is_unassigned')
  await trx.schema.alterTable('refund_requests', (table) => {
    references(table, 'purchase_id', 'purchases').nullable().index()
  })
  await trx.schema.alterTable('purchases', (table) => {
    table.text('bought_product_stripe_id').nullable()
    table.dropUnique(['checkout_session_id'])
    table.unique(['checkout_session_id', 'product_configuration_id'])
  })
}

function references(
  table: Knex.CreateTableBuilder | Knex.AlterTableBuilder,
  column: string,
  to: string,
  onDelete: 'RESTRICT' | 'SET NULL' = 'RESTRICT'
) {
  return table.integer(column).unsigned().references(`${to}.id`).onDelete(onDelete)
}
