import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { rebuildTables } from '#database/rebuild_table'

/** Everything that decides which of a buyer's purchases of a product gives access longest. */
const DECIDING = `product_configuration_id, purchased_at, id, status, is_recurring,
  current_period_ends_at, cancels_at, past_due_since, access_override, override_ends_at,
  collection_pause, collection_resumes_at, paid_until`

const ONE_OWNER = 'check ((user_id is null) <> (buyer_email is null))'

/** SQL: the account that has confirmed the address of a purchase. */
const CONFIRMED = `select users.id from users
  where users.email = purchases.buyer_email and users.email_verified_at is not null`

type Client = QueryClientContract | TransactionClientContract

/**
 * A purchase belongs to an account, or to an address until an account confirms it. Grants that wait for
 * an address belong to it from now on. The purchases of addresses have indexes of their own: few have
 * any.
 */
export default class extends BaseSchema {
  static disableTransactions = true

  async up() {
    this.defer(async (db) => {
      if (await hasColumn(db, 'buyer_email')) {
        return
      }
      if (isPostgres(db)) {
        await db.transaction(async (trx) => {
          await run(trx, [
            'set local statement_timeout = 0',
            'alter table purchases alter column user_id drop not null',
            'alter table purchases add column buyer_email varchar(254)',
            `update purchases set user_id = null, buyer_email = awaited_email
              where awaited_email is not null`,
            `alter table purchases add constraint purchases_owner_check ${ONE_OWNER}`,
            'drop index purchases_deciding_index',
            'alter table purchases drop column awaited_email',
            'alter table downloads alter column user_id drop not null',
          ])
          await finish(trx)
        })
        return
      }
      await rebuildTables(
        db,
        [
          {
            table: 'purchases',
            columns: { user_id: '`user_id` integer', awaited_email: null },
            newColumns: ['`buyer_email` varchar(254)'],
            newConstraints: [`constraint purchases_owner_check ${ONE_OWNER}`],
            values: {
              user_id: 'case when awaited_email is null then user_id end',
              buyer_email: 'awaited_email',
            },
            droppedIndexes: ['purchases_awaited_email_index', 'purchases_deciding_index'],
          },
          { table: 'downloads', columns: { user_id: '`user_id` integer' } },
        ],
        finish
      )
    })
  }

  /** An address needs an account again; one without a password is made for it. */
  async down() {
    this.defer(async (db) => {
      if (!(await hasColumn(db, 'buyer_email'))) {
        return
      }
      if (isPostgres(db)) {
        await db.transaction(async (trx) => {
          await makeAccounts(trx)
          await run(trx, [
            'alter table purchases drop constraint purchases_owner_check',
            'alter table purchases add column awaited_email varchar(254)',
            `update purchases set awaited_email = buyer_email, user_id = (
              select users.id from users where users.email = purchases.buyer_email)
              where buyer_email is not null`,
            'alter table purchases alter column user_id set not null',
            'drop index purchases_deciding_index',
            'alter table purchases drop column buyer_email',
            `update downloads set user_id = (
              select purchases.user_id from purchases where purchases.id = downloads.purchase_id)
              where user_id is null`,
            'alter table downloads alter column user_id set not null',
          ])
          await finishBefore(trx)
        })
        return
      }
      await makeAccounts(db)
      await rebuildTables(
        db,
        [
          {
            table: 'downloads',
            columns: { user_id: '`user_id` integer not null' },
            values: {
              user_id: `coalesce(user_id, (select coalesce(purchases.user_id, users.id) from purchases
                left join users on users.email = purchases.buyer_email
                where purchases.id = downloads.purchase_id))`,
            },
          },
          {
            table: 'purchases',
            columns: { user_id: '`user_id` integer not null', buyer_email: null },
            newColumns: ['`awaited_email` varchar(254)'],
            withoutConstraints: ['purchases_owner_check'],
            values: {
              user_id: `coalesce(user_id,
                (select users.id from users where users.email = purchases.buyer_email))`,
              awaited_email: 'buyer_email',
            },
            droppedIndexes: [
              'purchases_deciding_index',
              'purchases_address_deciding_index',
              'purchases_address_product_index',
              'purchases_address_bought_index',
              'purchases_address_domain_index',
            ],
          },
        ],
        finishBefore
      )
    })
  }
}

async function finish(db: Client) {
  await run(db, [
    `update purchases set user_id = (${CONFIRMED}), buyer_email = null
      where buyer_email is not null and exists (${CONFIRMED})`,
    `create index purchases_deciding_index on purchases (user_id, ${DECIDING})`,
    `create index purchases_address_deciding_index on purchases (buyer_email, ${DECIDING})
      where buyer_email is not null`,
    `create index purchases_address_product_index on purchases (buyer_email, product_configuration_id)
      where buyer_email is not null`,
    `create index purchases_address_bought_index on purchases (buyer_email, purchased_at, id)
      where buyer_email is not null`,
    isPostgres(db)
      ? `create index purchases_address_domain_index on purchases
          (substr(buyer_email, strpos(buyer_email, '@')) text_pattern_ops)
          where buyer_email is not null`
      : `create index purchases_address_domain_index on purchases
          (substr(buyer_email, instr(buyer_email, '@'))) where buyer_email is not null`,
    ...(isPostgres(db)
      ? [
          `create index purchases_address_beginning_index on purchases
            ((buyer_email::text) text_pattern_ops) where buyer_email is not null`,
        ]
      : []),
  ])
}

async function finishBefore(db: Client) {
  await run(db, [
    'create index purchases_awaited_email_index on purchases (awaited_email)',
    `create index purchases_deciding_index on purchases (user_id, product_configuration_id,
      purchased_at, id, status, is_recurring, current_period_ends_at, cancels_at, past_due_since,
      access_override, override_ends_at, awaited_email, collection_pause, collection_resumes_at,
      paid_until)`,
  ])
}

/** Accounts without a password, for the addresses that have none. */
async function makeAccounts(db: Client) {
  await run(db, [
    `insert into users (email, created_at, updated_at)
      select buyer_email, min(created_at), min(created_at) from purchases
      where buyer_email is not null
      and not exists (select 1 from users where users.email = purchases.buyer_email)
      group by buyer_email`,
  ])
}

async function run(db: Client, statements: string[]) {
  for (const statement of statements) {
    await db.rawQuery(statement)
  }
}

async function hasColumn(db: Client, column: string): Promise<boolean> {
  const columns = await db.columnsInfo('purchases')
  return column in columns
}

function isPostgres(db: Client): boolean {
  return db.dialect.name === 'postgres'
}
