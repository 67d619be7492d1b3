import { test } from '@japa/runner'
import Purchase from '#models/purchase'
import {
  confirm,
  confirmationLink,
  givenSaleOf,
  givenSquatter,
} from '#tests/helpers/store/addresses'
import { deliverEvents, givenStore } from '#tests/helpers/store/buying'
import { givenStaff, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { givenSale } from '#tests/helpers/store/sale'
import { emulator } from '#tests/helpers/stripe/emulator'
import type { Visitor } from '#tests/helpers/store/visitor'

const SHOWN = 'info@bücher.example'
const STORED = 'info@xn--bcher-kva.example'

test.group('A purchase of an address, for staff', (group) => {
  group.each.setup(() => givenStore())

  test('is listed, searched and exported by its address', async ({ assert }) => {
    const waiting = await givenSaleOf(STORED)
    const other = await givenSale('course')
    const staff = await givenStaff()

    for (const term of ['', SHOWN, 'INFO@BÜCHER.example', 'info', '@bücher', waiting.reference]) {
      const rows = rowsOf(await staff.get(`/admin/purchases?q=${encodeURIComponent(term)}`))
      const row = rows.find((text) => text.includes(waiting.reference))
      assert.include(row, `${SHOWN} Not confirmed yet`, term)
      assert.lengthOf(rows, term === '' ? 2 : 1, term)
    }
    for (const [query, found] of [
      [`q=${other.buyer.user.email}`, other.purchase],
      [`user=${other.buyer.user.id}`, other.purchase],
      ['status=waiting', waiting],
    ] as const) {
      const rows = rowsOf(await staff.get(`/admin/purchases?${query}`))
      assert.lengthOf(rows, 1, query)
      assert.include(rows[0], found.reference, query)
    }
    const { body } = await staff.get('/admin/purchases/export')
    const line = body.split('\r\n').find((text) => text.startsWith(waiting.reference))
    assert.equal(line?.split(',')[1], SHOWN)
  })

  test('names its address on every page about it, without an account', async ({ assert }) => {
    const plan = await givenSaleOf(STORED, 'plan')
    const staff = await givenStaff()

    const page = await staff.get(`/admin/purchases/${plan.id}`)
    const text = readHtml(page.body)
    assert.include(text, `${SHOWN} Not confirmed yet`)
    assert.include(text, `It opens once an account has confirmed ${SHOWN}`)
    assert.isNull(linkTo(page, SHOWN))
    for (const about of ['refund', 'subscription', 'proof', 'access']) {
      const answer = await staff.get(`/admin/purchases/${plan.id}/${about}`)
      assert.equal(answer.status, 200, about)
      assert.isTrue(about === 'access' || readHtml(answer.body).includes(SHOWN), about)
    }
    const { body } = await staff.get(`/admin/purchases/${plan.id}/proof?format=json`)
    assert.deepEqual(JSON.parse(body).customer, {
      email: STORED,
      name: null,
      email_confirmed_at: null,
      since: null,
    })
  })

  test('is on the page of an account that has not confirmed the address, and found from there', async ({
    assert,
  }) => {
    const squatter = await givenSquatter()
    const { id, email } = squatter.user
    const waiting = await givenSaleOf(email)
    const staff = await givenStaff()
    const path = `/admin/customers/${id}`

    const before = await staff.get(path)
    assert.include(readHtml(before.body), waiting.reference)
    assert.include(readHtml(before.body), 'Not confirmed yet')
    const all = firstLink(before, '/admin/purchases?')
    assert.include(rowsOf(await staff.get(all))[0], waiting.reference)
    assert.include(purchasesOf(await staff.get('/admin/customers'), email), ' 1 ')

    await confirm(await confirmationLink(squatter), email)

    const after = await staff.get(path)
    assert.include(readHtml(after.body), waiting.reference)
    assert.notInclude(readHtml(after.body), 'Not confirmed yet')
    const mine = await staff.get(firstLink(after, '/admin/purchases?'))
    assert.include(rowsOf(mine)[0], waiting.reference)
  })

  test('is refunded as any other, and its buyer gets the mail', async ({ assert }) => {
    const book = await givenSaleOf(STORED)

    await emulator.refund(book.paymentIntentId!)
    await deliverEvents()

    const purchase = await Purchase.findOrFail(book.id)
    assert.equal(purchase.status, 'refunded')
    assert.deepEqual([purchase.userId, purchase.buyerEmail], [null, STORED])
    const staff = await givenStaff()
    const mails = rowsOf(await staff.get('/admin/mails'))
    assert.lengthOf(
      mails.filter((row) => row.includes(SHOWN)),
      1
    )
  })
})

type Page = Awaited<ReturnType<Visitor['get']>>

/** The first link of a page that begins with this. */
function firstLink({ body }: Page, beginning: string): string {
  const hrefs = [...body.matchAll(/href="([^"]*)"/g)].map(([, href]) =>
    href.replaceAll('&amp;', '&')
  )
  return hrefs.find((href) => href.startsWith(beginning))!
}

/** The row of a customer. */
function purchasesOf(list: Page, email: string): string {
  return rowsOf(list).find((row) => row.includes(email))!
}
