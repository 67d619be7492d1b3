import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { PASSWORD } from '#database/factories/user_factory'
import { databaseTime } from '#database/columns'
import { ownerColumns } from '#buyers/buyer'
import { lockAddress } from '#buyers/address_lock'
import { claimPurchases } from '#buyers/claim_purchases'
import FindOwner from '#buyers/find_owner'
import Purchase from '#models/purchase'
import User from '#models/user'
import { schedule } from '#start/scheduler'
import {
  confirmationLink,
  givenConfirmed,
  givenSaleOf,
  givenSquatter,
  NEW_PASSWORD,
} from '#tests/helpers/store/addresses'
import { givenBuyer, givenStore } from '#tests/helpers/store/buying'
import { assertInvariants } from '#tests/helpers/store/invariants'
import { givenStaff } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'
import { linkIn } from '#tests/helpers/store/mailbox'
import { Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

/** One mailbox, as browsers, people and web pages spell it. */
const SPELLINGS = ['info@bücher.example', 'INFO@BÜCHER.EXAMPLE', 'in\u200bfo@bu\u0308cher.example.']
const STORED = 'info@xn--bcher-kva.example'

test.group('An address that is being confirmed', (group) => {
  group.each.setup(() => givenStore())

  test('gets what is given to it at the same moment, which is written first', async ({
    assert,
  }) => {
    const squatter = await givenSquatter()
    const { purchase } = await givenSale()
    const link = await confirmationLink(squatter)
    const trx = await db.transaction()
    const owner = await new FindOwner().handle(squatter.user.email, trx)
    await trx
      .from('purchases')
      .where('id', purchase.id)
      .update(rowOf(ownerColumns(owner)))

    const confirming = settled(new Visitor().submit(link, PASSWORDS))
    await waitUntil('it waits, or is done', () => confirming.isDone() || isWaited())
    await trx.commit()
    await confirming.promise
    if ((await squatter.user.refresh()).emailVerifiedAt === null) {
      await new Visitor().submit(link, PASSWORDS)
    }

    assert.equal(owner.type, 'address')
    await purchase.refresh()
    assert.deepEqual([purchase.userId, purchase.buyerEmail], [squatter.user.id, null])
    await assertInvariants(assert)
  })

  test('gets what is given to it at the same moment, which is written second', async ({
    assert,
  }) => {
    const squatter = await givenSquatter()
    const { email } = squatter.user
    const { productConfigurationId } = (await givenSale()).purchase
    const staff = await givenStaff()
    const trx = await db.transaction()
    await lockAddress(email, trx)
    await trx
      .from('users')
      .where('id', squatter.user.id)
      .update({ email_verified_at: databaseTime(DateTime.utc()) })
    await claimPurchases({ userId: squatter.user.id, email }, trx)

    const granting = settled(grant(staff, productConfigurationId, email))
    await waitUntil('it waits, or is done', () => granting.isDone() || isWaited())
    await trx.commit()
    await granting.promise

    const purchase = await Purchase.findByOrFail('source', 'grant')
    assert.deepEqual([purchase.userId, purchase.buyerEmail], [squatter.user.id, null])
    await assertInvariants(assert)
  })

  test('owns every grant of several, whichever comes first', async ({ assert }) => {
    const { productConfigurationId } = (await givenSale()).purchase
    const staff = await givenStaff()
    for (let round = 0; round < 6; round++) {
      const { user } = await givenBuyer()
      await grant(staff, productConfigurationId, user.email)
      const link = await linkIn(user.email, /\/reset-password\//)
      await Purchase.query().where('buyerEmail', user.email).update({ accessOverride: 'revoked' })

      await Promise.all([
        new Visitor().submit(link, PASSWORDS),
        ...[1, 2].map(() => grant(staff.copy(), productConfigurationId, user.email)),
      ])

      const { emailVerifiedAt } = await user.refresh()
      assert.isNotNull(emailVerifiedAt)
      assert.lengthOf(await user.related('purchases').query(), 2)
      assert.lengthOf(await Purchase.query().where('buyerEmail', user.email), 0)
    }
    await assertInvariants(assert)
  })

  test('and to which an account moves, gets a grant of the same moment, unless the grant was first', async ({
    assert,
  }) => {
    const { productConfigurationId } = (await givenSale()).purchase
    const staff = await givenStaff()
    for (const round of [1, 2, 3, 4]) {
      const { user, browser } = await givenConfirmed()
      const email = `moved${round}@example.com`
      await browser.submit('/account/email', { email, current_password: PASSWORD })
      const link = await linkIn(email, /\/confirm-email\//)

      const [moving, granting] = await Promise.all([
        new Visitor().submit(link, PASSWORDS),
        grant(staff.copy(), productConfigurationId, email),
      ])

      assert.match(granting.location!, /^\/admin\/purchases\//)
      const hasMoved = (await user.refresh()).email === email
      assert.equal(moving.status, hasMoved ? 303 : 409)
      assert.lengthOf(await user.related('purchases').query(), hasMoved ? 1 : 0)
      assert.lengthOf(await Purchase.query().where('buyerEmail', email), hasMoved ? 0 : 1)
    }
    await assertInvariants(assert)
  })
})

test.group('Purchases that were left behind', (group) => {
  group.each.setup(() => givenStore())

  test('are given to the account that has confirmed their address, on the schedule', async ({
    assert,
  }) => {
    const confirmed = await givenConfirmed()
    const left = await givenSaleOf(confirmed.user.email)
    const squatter = await givenSquatter()
    const waiting = await givenSaleOf(squatter.user.email)

    await schedule.find(({ name }) => name === 'claims')!.run()

    assert.equal((await left.refresh()).userId, confirmed.user.id)
    assert.equal((await waiting.refresh()).buyerEmail, squatter.user.email)
    await assertInvariants(assert)
  })
})

test.group('An address in several spellings', (group) => {
  group.each.setup(() => givenStore())

  test('is one owner', async ({ assert }) => {
    const { productConfigurationId } = (await givenSale()).purchase
    const staff = await givenStaff()
    for (const email of SPELLINGS) {
      await grant(staff, productConfigurationId, email)
    }

    const grants = await Purchase.query().where('source', 'grant')
    assert.deepEqual(
      grants.map(({ buyerEmail }) => buyerEmail),
      [STORED]
    )
    await new Visitor().submit(await linkIn(STORED, /\/reset-password\//), PASSWORDS)
    const user = await User.findByOrFail('email', STORED)
    assert.equal((await grants[0].refresh()).userId, user.id)
    for (const email of SPELLINGS) {
      const owner = await db.transaction((trx) => new FindOwner().handle(email, trx))
      assert.deepEqual(owner, { type: 'account', userId: user.id })
    }
  })
})

const PASSWORDS = { password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }

function grant(staff: Visitor, id: number, email: string) {
  return staff.post(`/admin/products/${id}/grant`, { reason: 'A present', email })
}

function rowOf({ userId, buyerEmail }: ReturnType<typeof ownerColumns>) {
  return { user_id: userId, buyer_email: buyerEmail }
}

/** A promise that can be asked whether it has settled. */
function settled<Value>(promise: Promise<Value>) {
  let done = false
  const observed = promise.finally(() => {
    done = true
  })
  return { promise: observed, isDone: () => done }
}

/** Whether a transaction waits for an address; on SQLite it waits for the connection and is not seen. */
async function isWaited(): Promise<boolean> {
  if (db.connection().dialect.name !== 'postgres') {
    return true
  }
  const { rows } = await db.rawQuery(
    "select 1 from pg_locks where locktype = 'advisory' and objsubid = 2 and not granted"
  )
  return rows.length > 0
}
