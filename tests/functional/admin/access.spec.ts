import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Mail from '#models/mail'
import Purchase from '#models/purchase'
import User from '#models/user'
import { givenBuyer, givenStore, deliverEvents } from '#tests/helpers/store/buying'
import { advanceTime, restoreTime } from '#tests/helpers/store/time'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'
import { givenStaff, linkTo, readHtml, rowsOf, staffActs } from '#tests/helpers/store/panel'
import { hasAccess, givenSale } from '#tests/helpers/store/sale'
import { linkIn, mailsTo as storedMailsTo } from '#tests/helpers/store/mailbox'
import { PASSWORD } from '#database/factories/user_factory'
import { Visitor } from '#tests/helpers/store/visitor'

const NEW = 'nine lazy otters afloat'
const TOMORROW = DateTime.utc().plus({ days: 1 }).toFormat("yyyy-LL-dd'T'HH:mm")

test.group('Deciding about access', (group) => {
  group.each.setup(() => givenStore())

  test('revokes access, and no later event from Stripe restores it', async ({ assert }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff('support')

    const answer = await decide(staff, sale.purchase, {
      decision: 'revoke',
      reason: 'Shared it',
      subscription: 'keep',
    })
    assert.equal(answer.location, `/admin/purchases/${sale.purchase.id}`)
    assert.isFalse(await hasAccess(sale, 'plan'))

    await emulator.renew(sale.purchase.subscriptionId!)
    await deliverEvents()

    assert.isFalse(await hasAccess(sale, 'plan'))
    assert.lengthOf(
      await (await Purchase.findOrFail(sale.purchase.id)).related('payments').query(),
      2
    )
    const page = readHtml((await staff.get(answer.location!)).body)
    assert.include(page, 'Revoked by staff')
    assert.include(page, 'Shared it')
  })

  test('keeps access after a refund in Stripe', async ({ assert }) => {
    const sale = await givenSale()

    await decide(await givenStaff(), sale.purchase, { decision: 'keep', reason: 'A friend' })
    await emulator.refund(sale.purchase.paymentIntentId!)
    await deliverEvents()

    assert.equal((await Purchase.findOrFail(sale.purchase.id)).status, 'refunded')
    assert.isTrue(await hasAccess(sale))
  })

  test('limits access to a date, and can be lifted again', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()

    await decide(staff, sale.purchase, { decision: 'end', reason: 'A trial', until: TOMORROW })
    const ending = await Purchase.findOrFail(sale.purchase.id)
    assert.equal(ending.overrideEndsAt!.toFormat("yyyy-LL-dd'T'HH:mm"), TOMORROW)
    assert.isTrue(await hasAccess(sale))
    await ending.merge({ overrideEndsAt: DateTime.utc().minus({ seconds: 1 }) }).save()
    assert.isFalse(await hasAccess(sale))

    await decide(staff, sale.purchase, { decision: 'lift' })

    assert.isTrue(await hasAccess(sale))
    const lifted = await Purchase.findOrFail(sale.purchase.id)
    assert.isNull(lifted.overrideEndsAt)
    assert.isNull(lifted.overrideReason)
  })

  test('cancels a subscription only after a recent sign-in', async ({ assert, cleanup }) => {
    const sale = await givenSale('plan')
    const staff = await givenStaff('support')
    cleanup(() => restoreTime())
    advanceTime(11 * 60)
    const revoke = { decision: 'revoke', reason: 'Shared it' }

    const answer = await decide(staff, sale.purchase, { ...revoke, subscription: 'cancel_now' })
    assert.equal(answer.location, '/account/sign-in-again')
    assert.isNull((await sale.purchase.refresh()).accessOverride)
    const { status } = await stripe.subscriptions.retrieve(sale.purchase.subscriptionId!)
    assert.equal(status, 'active')

    await decide(staff, sale.purchase, { ...revoke, subscription: 'keep' })
    assert.equal((await sale.purchase.refresh()).accessOverride, 'revoked')
  })

  test('is audited with the previous decision', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()

    await decide(staff, sale.purchase, { decision: 'revoke', reason: 'One' })
    await decide(staff, sale.purchase, { decision: 'keep', reason: 'Two' })

    const entries = await staffActs().where('action', 'purchase.access_decided')
    assert.deepEqual(entries[1].changes.access_override, { before: 'revoked', after: 'kept' })
    assert.deepEqual(entries[1].changes.override_reason, { before: 'One', after: 'Two' })
  })

  test('requires a reason and an end in the future', async ({ assert }) => {
    const sale = await givenSale()
    const staff = await givenStaff()

    for (const [fields, problem] of [
      [{ decision: 'revoke', reason: ' ' }, 'A reason is needed'],
      [{ decision: 'end', reason: 'A trial' }, 'Say when the access ends'],
      [{ decision: 'keep', reason: 'So', until: '2020-01-01T00:00' }, 'This moment is over'],
      [{ decision: 'keep', reason: 'So', until: 'soon' }, 'Write a day and a time'],
      [{ decision: 'sell', reason: 'So' }, 'Choose what holds'],
    ] as [Record<string, string>, string][]) {
      const answer = await decide(staff, sale.purchase, fields)
      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), problem)
    }
    assert.isNull((await Purchase.findOrFail(sale.purchase.id)).accessOverride)
    assert.lengthOf(await staffActs(), 0)
  })
})

test.group('Granting a product', (group) => {
  group.each.setup(() => givenStore())

  test('gives a customer access and notifies them by mail', async ({ assert }) => {
    const buyer = await givenConfirmedBuyer()
    const { productConfigurationId: id } = (await givenSale()).purchase
    assert.isFalse(await hasAccess({ buyer }))

    const answer = await grant(await givenStaff('support'), id, { email: buyer.user.email })

    assert.match(answer.location!, /^\/admin\/purchases\/\d+$/)
    assert.isTrue(await hasAccess({ buyer }))
    const purchase = await Purchase.findByOrFail('userId', buyer.user.id)
    assert.equal(purchase.source, 'grant')
    assert.equal(purchase.overrideReason, 'A present')
    assert.lengthOf(await mailsTo(buyer.user.email), 1)
    assert.equal((await staffActs().firstOrFail()).action, 'purchase.granted')
  })

  test('waits for a new address, which sets a password with the link in the mail', async ({
    assert,
  }) => {
    const { productConfigurationId: id } = (await givenSale()).purchase
    const staff = await givenStaff()

    const answer = await grant(staff, id, { email: 'New@Example.com' })

    const page = readHtml((await staff.get(answer.location!)).body)
    assert.include(page, 'new@example.com is not confirmed yet.')
    assert.include(page, 'It opens once an account has confirmed new@example.com')
    for (const filter of ['', '?status=waiting']) {
      const list = await staff.get(`/admin/purchases${filter}`)
      const row = rowsOf(list).find((text) => text.includes('new@example.com'))
      assert.include(row, 'Not confirmed yet', filter)
    }
    const purchase = await Purchase.findByOrFail('buyerEmail', 'new@example.com')
    assert.isNull(purchase.userId)
    const user = await User.findByOrFail('email', 'new@example.com')
    const customer = await staff.get(`/admin/customers/${user.id}`)
    assert.include(readHtml(customer.body), purchase.reference)
    assert.include(readHtml(customer.body), 'Not confirmed yet')
    assert.isNull(user.password)
    const [mail, ...others] = await storedMailsTo('new@example.com')
    assert.lengthOf(others, 0)
    assert.equal(mail.subject, 'Kiosk gives you Book')
    const guest = new Visitor()
    await setPassword(guest, 'new@example.com')
    await guest.signIn(user, NEW)
    assert.isTrue(await hasAccess({ buyer: { user, browser: guest } }))
  })

  test('gives nothing to somebody who registered the address and never confirmed it', async ({
    assert,
  }) => {
    const squatter = await givenBuyer()
    const { email } = squatter.user
    const { productConfigurationId: id } = (await givenSale()).purchase

    await grant(await givenStaff(), id, { email })

    assert.isFalse(await hasAccess({ buyer: squatter }))
    const refused = await squatter.browser.get('/products/book/access', {
      accept: 'application/json',
    })
    assert.equal(JSON.parse(refused.body).error.code, 'never_bought')
    const purchase = await Purchase.findByOrFail('buyerEmail', email)
    assert.equal((await squatter.browser.get(`/purchases/${purchase.reference}`)).status, 404)
    const library = await squatter.browser.get('/purchases')
    assert.include(readHtml(library.body), 'You have not bought anything yet')
    assert.equal(linkTo(library, /^Confirm your e-mail address/), '/account')

    const owner = new Visitor()
    await setPassword(owner, email)
    assert.equal((await squatter.browser.get('/account')).location, '/login')
    await owner.signIn(squatter.user, NEW)
    assert.isTrue(await hasAccess({ buyer: { user: squatter.user, browser: owner } }))
  })

  test('opens once its address is confirmed in the usual way, with a password of its owner', async ({
    assert,
  }) => {
    const squatter = await givenBuyer()
    const { email } = squatter.user
    const { productConfigurationId: id } = (await givenSale()).purchase
    await grant(await givenStaff(), id, { email })
    await squatter.browser.get('/account')
    await squatter.browser.post('/account/email/confirmation')

    const owner = new Visitor()
    const link = await linkIn(email, /\/confirm-email\//)
    const without = await owner.submit(link, {})
    assert.equal(without.status, 422)
    assert.include(readHtml(without.body), 'A product is waiting for this address.')
    assert.isNull((await squatter.user.refresh()).emailVerifiedAt)
    const answer = await owner.submit(link, { password: NEW, password_confirmation: NEW })

    assert.equal(answer.location, '/reset-password/done')
    assert.equal((await squatter.browser.get('/account')).location, '/login')
    assert.equal((await squatter.browser.signIn(squatter.user)).status, 422)
    await owner.signIn(squatter.user, NEW)
    assert.isTrue(await hasAccess({ buyer: { user: squatter.user, browser: owner } }))
  })

  test('goes to nobody who asked to move to its address', async ({ assert }) => {
    const [first, second] = [await givenBuyer(), await givenConfirmedBuyer()]
    const { email } = first.user
    const { productConfigurationId: id } = (await givenSale()).purchase
    await grant(await givenStaff(), id, { email })
    await first.user.merge({ email: 'elsewhere@example.com' }).save()
    await second.browser.submit('/account/email', { email, current_password: PASSWORD })

    const owner = new Visitor()
    const link = await linkIn(email, /\/confirm-email\//)
    assert.equal((await owner.submit(link, {})).status, 422)
    await owner.submit(link, { password: NEW, password_confirmation: NEW })

    assert.equal((await second.browser.get('/account')).location, '/login')
    await owner.signIn({ email }, NEW)
    assert.isTrue(await hasAccess({ buyer: { user: second.user, browser: owner } }))
  })

  test('goes to the owner of the address, when the squatter moves to another one', async ({
    assert,
  }) => {
    const squatter = await givenBuyer()
    const { email } = squatter.user
    const { productConfigurationId: id } = (await givenSale()).purchase
    await grant(await givenStaff(), id, { email })

    await squatter.browser.submit('/account/email', {
      email: 'elsewhere@example.com',
      current_password: PASSWORD,
    })
    const moved = await linkIn('elsewhere@example.com', /\/confirm-email\//)
    await squatter.browser.submit(moved, {})
    assert.equal((await squatter.user.refresh()).email, 'elsewhere@example.com')
    assert.isFalse(await hasAccess({ buyer: squatter }))

    const owner = new Visitor()
    await owner.submit('/signup', { email, password: NEW, password_confirmation: NEW })
    const passwords = { password: NEW, password_confirmation: NEW }
    await owner.submit(await linkIn(email, /\/confirm-email\//), passwords)
    await owner.signIn({ email }, NEW)
    const user = await User.findByOrFail('email', email)
    assert.isTrue(await hasAccess({ buyer: { user, browser: owner } }))
    assert.isFalse(await hasAccess({ buyer: squatter }))
  })

  test('creates one grant, however often the form is sent', async ({ assert }) => {
    const buyer = await givenConfirmedBuyer()
    const { productConfigurationId: id } = (await givenSale()).purchase
    const staff = await givenStaff()

    const answers = await Promise.all(
      [1, 2, 3].map(() => grant(staff.copy(), id, { email: buyer.user.email }))
    )

    assert.lengthOf(new Set(answers.map(({ location }) => location)), 1)
    assert.lengthOf(await Purchase.query().where('source', 'grant'), 1)
    assert.lengthOf(await mailsTo(buyer.user.email), 1)
  })

  test('to a new address opens for a user who never confirmed their former one', async ({
    assert,
  }) => {
    const buyer = await givenBuyer()
    const { productConfigurationId: id } = (await givenSale()).purchase
    const staff = await givenStaff()
    await grant(staff, id, { email: buyer.user.email })
    const moved = { email: 'elsewhere@example.com', emailVerifiedAt: DateTime.utc() }
    await buyer.user.merge(moved).save()

    await grant(staff, id, { email: moved.email })

    assert.isTrue(await hasAccess({ buyer }))
    assert.lengthOf(await mailsTo(moved.email), 1)
  })

  test('ends on the given date', async ({ assert }) => {
    const buyer = await givenConfirmedBuyer()
    const { productConfigurationId: id } = (await givenSale()).purchase
    await grant(await givenStaff(), id, { email: buyer.user.email, until: TOMORROW })
    assert.isTrue(await hasAccess({ buyer }))

    const purchase = await Purchase.findByOrFail('userId', buyer.user.id)
    await purchase.merge({ overrideEndsAt: DateTime.utc() }).save()

    assert.isFalse(await hasAccess({ buyer }))
  })

  test('keeps what was typed and shows the error', async ({ assert }) => {
    const { productConfigurationId: id } = (await givenSale()).purchase
    const staff = await givenStaff()

    for (const [fields, problem] of [
      [{ email: 'nobody' }, 'e-mail'],
      [{ email: 'a@example.com', reason: '' }, 'A reason is needed'],
      [{ email: 'a@example.com', until: '2020-01-01T00:00' }, 'This moment is over'],
    ] as [Record<string, string>, string][]) {
      const answer = await grant(staff, id, fields)
      assert.equal(answer.status, 422)
      assert.include(readHtml(answer.body), problem)
      assert.include(answer.body, fields.email)
    }
    assert.lengthOf(await Purchase.query().where('source', 'grant'), 0)
  })
})

function decide(staff: Visitor, { id }: Purchase, fields: Record<string, string>) {
  return staff.post(`/admin/purchases/${id}/access`, fields)
}

function grant(staff: Visitor, id: number, fields: Record<string, string>) {
  return staff.post(`/admin/products/${id}/grant`, { reason: 'A present', ...fields })
}

async function givenConfirmedBuyer() {
  const buyer = await givenBuyer()
  await buyer.user.merge({ emailVerifiedAt: DateTime.utc() }).save()
  return buyer
}

/** Sets a password with the link of the newest mail to an address. */
async function setPassword(visitor: Visitor, email: string) {
  const path = await linkIn(email, /\/reset-password\//)
  await visitor.submit(path, { password: NEW, password_confirmation: NEW })
}

function mailsTo(email: string) {
  return Mail.query().where('recipient', email).where('kind', 'purchase_granted')
}
