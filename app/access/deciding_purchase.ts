import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import storeConfig from '#config/store'
import type { Buyer } from '#buyers/buyer'
import { ofBuyerInSql } from '#buyers/purchases_of'
import { databaseTime } from '#database/columns'

/** Later and earlier than every time that a row has: access without an end, and no access. */
const NEVER = '9999-12-31T00:00:00.000Z'
const NONE = '0001-01-01T00:00:00.000Z'

/**
 * SQL: the id of the purchase that decides about a buyer's access to a product, for queries of
 * `product_configurations`: the one whose access lasts longest, or the newest where none gives access.
 * With prices, only grants and purchases at one of them count. It only saves reading all of them: what the purchase allows is decided by `judgePurchase`.
 */
export function decidingPurchase(buyer: Buyer, now: DateTime, priceIds?: string[]) {
  const { sql: ofThis, owner } = ofBuyerInSql(buyer)
  const dialect = db.connection().dialect.name === 'postgres' ? POSTGRES : SQLITE
  return db.rawQuery(
    `(select purchases.id from purchases
      where ${ofThis}
      and purchases.product_configuration_id = product_configurations.id
      ${atPrices(priceIds)}
      order by ${dialect.later}(${accessEnds(dialect)}, ${dialect.time(':now')}) desc,
        purchases.purchased_at desc, purchases.id desc
      limit 1)`,
    { owner, now: databaseTime(now), ...bindingsOf(priceIds) }
  )
}

function atPrices(priceIds: string[] | undefined): string {
  if (priceIds === undefined) {
    return ''
  }
  const places = priceIds.map((_, index) => `:price${index}`)
  return `and (purchases.source = 'grant' or purchases.price_stripe_id in (${places.join(', ') || 'null'}))`
}

function bindingsOf(priceIds: string[] = []): Record<string, string> {
  return Object.fromEntries(priceIds.map((id, index) => [`price${index}`, id]))
}

/**
 * SQL: when the access that a purchase gives ends, by the rules of `judgePurchase`. One that is not after
 * `:now` means that it gives none.
 */
function accessEnds({ time, earlier, later, afterGrace }: Dialect): string {
  const never = time(`'${NEVER}'`)
  const none = time(`'${NONE}'`)
  const cancelled = `coalesce(purchases.cancels_at, ${never})`
  const decided = `coalesce(purchases.override_ends_at, ${never})`
  const paid = `coalesce(case
    when purchases.status = 'active'
      or (purchases.status = 'refunded' and product_configurations.refund_ends_access = false)
    then case
      when purchases.is_recurring = false then ${never}
      when purchases.collection_pause is not null and (purchases.collection_resumes_at is null
        or (purchases.collection_resumes_at > ${time(':now')}
          and coalesce(purchases.paid_until < purchases.collection_resumes_at, true)))
      then ${earlier}(${cancelled}, coalesce(purchases.paid_until, ${none}))
      when purchases.cancels_at is not null
        and coalesce(purchases.cancels_at <= purchases.current_period_ends_at, true)
      then purchases.cancels_at
      when purchases.current_period_ends_at is null then ${none}
      else ${earlier}(${cancelled}, ${afterGrace('purchases.current_period_ends_at')}) end
    when purchases.status = 'past_due' and purchases.past_due_since is not null
    then ${earlier}(${cancelled}, ${afterGrace('purchases.past_due_since')})
    end, ${none})`
  return `case
    when purchases.access_override is null then ${earlier}(${paid}, ${decided})
    when purchases.override_ends_at <= ${time(':now')} then ${paid}
    when purchases.access_override = 'kept' then ${later}(${paid}, ${decided})
    else ${none} end`
}

interface Dialect {
  /**
   * The functions for the earlier and the later of two times. Neither may be null: PostgreSQL then takes
   * the other one, and SQLite answers null.
   */
  earlier: string
  later: string
  time: (text: string) => string
  /** A time with the grace of the product added. */
  afterGrace: (time: string) => string
}

const GRACE_HOURS = `24 * coalesce(product_configurations.grace_days, ${Number(storeConfig.graceDays)})`

const POSTGRES: Dialect = {
  earlier: 'least',
  later: 'greatest',
  time: (text) => `${text}::timestamptz`,
  afterGrace: (time) => `${time} + interval '1 hour' * (${GRACE_HOURS})`,
}

/** Times are texts in the format of `databaseTime`. */
const SQLITE: Dialect = {
  earlier: 'min',
  later: 'max',
  time: (text) => text,
  afterGrace: (time) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${time}, '+' || (${GRACE_HOURS}) || ' hours')`,
}
