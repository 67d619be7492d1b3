import { Readable } from 'node:stream'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { PASSWORD } from '#database/factories/user_factory'
import { addressBuyer } from '#buyers/buyer'
import FindAccess from '#access/find_access'
import Download from '#models/download'
import Mail from '#models/mail'
import ProductConfiguration from '#models/product_configuration'
import Purchase from '#models/purchase'
import {
  confirm,
  confirmationLink,
  givenConfirmed,
  givenSaleOf,
  givenSquatter,
} from '#tests/helpers/store/addresses'
import { givenBuyer, givenStore, type Buyer, deliverEvents } from '#tests/helpers/store/buying'
import { addRelease, fileAddress } from '#tests/helpers/store/library'
import { linkIn } from '#tests/helpers/store/mailbox'
import { linkTo, readHtml } from '#tests/helpers/store/panel'
import { runDueWork } from '#tests/helpers/store/run_due_work'
import { emulator } from '#tests/helpers/stripe/emulator'

const HINT = 'Bought with this address before? Confirm it to see it here.'

test.group('A purchase of an address', (group) => {
  group.each.setup(() => givenStore())

  test('is nothing to an account that merely signed up with the address', async ({ assert }) => {
    const squatter = await givenSquatter()
    const book = await givenSaleOf(squatter.user.email)
    const plan = await givenSaleOf(squatter.user.email, 'plan')
    const file = await givenFile('book')
    const innocent = await givenBuyer()

    for (const path of [
      `/purchases/${book.reference}`,
      `/purchases/${plan.reference}/portal`,
      `/checkout/return?session_id=${book.checkoutSessionId}`,
    ]) {
      assert.equal((await squatter.browser.get(path)).status, 404, path)
    }
    const portal = await squatter.browser.post(`/purchases/${plan.reference}/portal`)
    assert.equal(portal.status, 404)
    for (const path of ['/products/book/access', '/products/plan/access', file]) {
      const program = await squatter.browser.get(path, { accept: 'application/json' })
      assert.equal(program.status, 403, path)
      assert.equal(JSON.parse(program.body).error.code, 'never_bought', path)
      assert.equal((await squatter.browser.get(path)).location, '/', path)
    }
    assert.lengthOf(await Download.all(), 0)
    await squatter.browser.get('/')
    for (const page of ['/purchases', '/', '/products/book', '/account']) {
      assert.equal(await readBy(squatter, page), await readBy(innocent, page), page)
    }
  })

  test('is hinted at to every account that has not confirmed its address, and to no other', async ({
    assert,
  }) => {
    const unconfirmed = await givenBuyer()
    const confirmed = await givenConfirmed()

    for (const browser of [unconfirmed.browser, confirmed.browser]) {
      const isTold = browser === unconfirmed.browser
      const library = await browser.get('/purchases')
      await browser.get('/products/book/access')
      const refusal = await browser.get('/')
      for (const page of [library, refusal]) {
        assert.equal(readHtml(page.body).includes(HINT), isTold)
        assert.equal(linkTo(page, 'Confirm your e-mail address'), isTold ? '/account' : null)
      }
      assert.include(readHtml(refusal.body), 'You do not own Book yet')
    }
  })

  test('belongs at once to the account that confirms the address, with a password of its owner', async ({
    assert,
  }) => {
    const squatter = await givenSquatter()
    const { email } = squatter.user
    const book = await givenSaleOf(email)
    const plan = await givenSaleOf(email, 'plan')
    const file = await givenFile('book')

    const owner = await confirm(await confirmationLink(squatter), email)

    assert.equal((await squatter.browser.get('/account')).location, '/login')
    assert.equal((await owner.get('/products/book/access')).status, 200)
    assert.equal((await owner.get(file)).status, 200)
    assert.equal((await Download.firstOrFail()).userId, squatter.user.id)
    assert.equal((await owner.get(`/purchases/${book.reference}`)).status, 200)
    const library = readHtml((await owner.get('/purchases')).body)
    assert.include(library, 'Book')
    assert.include(library, 'Plan')
    assert.notInclude(library, HINT)
    assert.equal((await owner.post(`/purchases/${plan.reference}/portal`)).status, 303)
    const settled = await owner.get(`/checkout/return?session_id=${book.checkoutSessionId}`)
    assert.equal(settled.location, `/purchases/${book.reference}`)
  })

  test('belongs to the account that moves to the address, and to one account only', async ({
    assert,
  }) => {
    const squatter = await givenSquatter()
    const { email } = squatter.user
    const book = await givenSaleOf(email)
    const other = await givenConfirmed()
    await squatter.user.merge({ email: 'elsewhere@example.com' }).save()

    await other.browser.submit('/account/email', { email, current_password: PASSWORD })
    const owner = await confirm(await linkIn(email, /\/confirm-email\//), email)

    assert.equal((await owner.get(`/purchases/${book.reference}`)).status, 200)
    assert.equal((await squatter.browser.get(`/purchases/${book.reference}`)).status, 404)
    await book.refresh()
    assert.deepEqual([book.userId, book.buyerEmail], [other.user.id, null])
  })

  test('stays with its account when that moves to another address', async ({ assert }) => {
    const buyer = await givenConfirmed('ada@example.com')
    const book = await givenSaleOf('ada@example.com')
    await book.merge({ userId: buyer.user.id, buyerEmail: null }).save()

    await buyer.browser.submit('/account/email', {
      email: 'moved@example.com',
      current_password: PASSWORD,
    })
    await buyer.browser.submit(await linkIn('moved@example.com', /\/confirm-email\//), {})
    const next = await givenConfirmed('ada@example.com')

    assert.equal((await buyer.browser.get(`/purchases/${book.reference}`)).status, 200)
    assert.equal((await next.browser.get(`/purchases/${book.reference}`)).status, 404)
  })

  test('is nothing to an account under another spelling of the address', async ({ assert }) => {
    const double = await givenConfirmed()
    const right = await givenSquatter()
    const book = await givenSaleOf(right.user.email)
    await db
      .from('users')
      .where('id', double.user.id)
      .update({ email: right.user.email.toUpperCase(), duplicate_of_id: right.user.id })

    assert.equal((await double.browser.get(`/purchases/${book.reference}`)).status, 404)
    assert.equal((await double.browser.get('/products/book/access')).location, '/')
  })

  test('opens for the proven mailbox, and its mails go there', async ({ assert }) => {
    const email = 'guest@example.com'
    const book = await givenSaleOf(email)
    const access = async (address: string) =>
      (
        await new FindAccess().handle({
          buyer: addressBuyer(address),
          product: { slug: 'book' },
        })
      ).code
    assert.equal(await access(email), 'active')
    assert.equal(await access(' GUEST@Example.com.'), 'active')
    assert.equal(await access('other@example.com'), 'never_bought')

    await emulator.refund(book.paymentIntentId!)
    await deliverEvents()

    assert.equal(await access(email), 'refunded')
    const mail = await Mail.query().where('kind', 'refunded').firstOrFail()
    assert.equal(mail.recipient, email)
    assert.isNull(mail.userId)
    await runDueWork()
    assert.equal((await mail.refresh()).status, 'sent')
  })

  test('has one owner, as the database sees to', async ({ assert }) => {
    const book = await givenSaleOf('guest@example.com')
    const { user } = await givenBuyer()

    await assert.rejects(() => book.merge({ buyerEmail: null }).save())
    await book.refresh()
    await assert.rejects(() => book.merge({ userId: user.id }).save())
    assert.equal((await Purchase.findOrFail(book.id)).buyerEmail, 'guest@example.com')
  })
})

/** A file of a product, by its address. */
async function givenFile(slug: string): Promise<string> {
  const configuration = await ProductConfiguration.findByOrFail('slug', slug)
  const release = await addRelease({
    configurationId: configuration.id,
    filename: 'book.pdf',
    stream: Readable.from([Buffer.from('the book')]),
  })
  return fileAddress(configuration, release)
}

/** The text of a page, without what names the reader. */
/** What is on a page, without what differs between two accounts, or from one minute to the next. */
async function readBy({ user, browser }: Buyer, path: string): Promise<string> {
  const page = readHtml((await browser.get(path)).body)
  return page
    .replaceAll(user.email, 'EMAIL')
    .replaceAll(String(user.fullName), 'NAME')
    .replaceAll(/\d{1,2}:\d{2}( [AP]M)?/g, 'TIME')
}
