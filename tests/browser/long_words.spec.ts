/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import encryption from '@adonisjs/core/services/encryption'
import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
import { LINK_SECRET } from '#accounts/account_tokens/issue_account_token'
import SendMail from '#mail/send_mail'
import db from '@adonisjs/lucid/services/db'
import AuditEntry from '#models/audit_entry'
import Mail from '#models/mail'
import type User from '#models/user'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { everyPage, type PageToSee } from '#tests/helpers/store/every_page'
import { mailsTo } from '#tests/helpers/store/mailbox'
import { signInAs, STORE } from '#tests/helpers/browser/sign_in'

/** The narrowest width to support (WCAG 1.4.10). */
const NARROW = { width: 320, height: 900 }

const WORD = 'w'.repeat(300)

const LISTS = ['products', 'purchases', 'customers', 'events', 'mails', 'audit']

/** Every kind of mail about a purchase, and those that somebody's words are in. */
const KINDS = [
  'receipt',
  'payment_failed',
  'purchase_granted',
  'grant_to_confirm',
  'paid_twice_refunded',
  'email_changed',
  'staff_invitation',
]

/** What people, Stripe and mail servers write freely, and at most how long. */
const WRITTEN: Record<string, Record<string, number>> = {
  users: { full_name: 200 },
  products: { name: 300, description: 300 },
  product_configurations: {
    overview: 300,
    content: 300,
    cta_text: 40,
    cta_owned_text: 40,
    thank_you_text: 300,
    receipt_text: 300,
  },
  product_files: { label: 300 },
  file_releases: { filename: 255, note: 300 },
  prices: { nickname: 300 },
  purchases: { override_reason: 300, status_detail: 300 },
  saved_views: { name: 80 },
  bulk_runs: { actor_label: 300, error: 300 },
  mails: { recipient: 254, error: 300 },
  stripe_events: { error: 300 },
}

test.group('A word of 300 letters', (group) => {
  group.each.setup(() => cleanStore())

  test('makes no page scroll sideways on the narrowest screen', async ({
    assert,
    browserContext,
  }) => {
    const pages = await everyPage()
    await givenLongWords(pages)
    const page = await browserContext.newPage()
    await page.setViewportSize(NARROW)

    const problems: string[] = []
    let lastReader: User | null = null
    for (const { name, path, reader } of pages) {
      if (reader !== lastReader) {
        await signInAs(page, reader)
        lastReader = reader
      }
      await page.goto(`${STORE}${path}`)
      problems.push(...(await tooWide(page)).map((element) => `${name}: ${element}`))
    }
    assert.deepEqual(problems, [])
  }).timeout(300_000)

  test('makes no search, error page or refused form scroll sideways', async ({
    assert,
    browserContext,
  }) => {
    const pages = await everyPage()
    const owner = pages.findLast(({ reader }) => reader !== null)!.reader
    const { id } = await db.from('product_configurations').firstOrFail()
    const page = await browserContext.newPage()
    await page.setViewportSize(NARROW)
    const problems: string[] = []
    const look = async (name: string) =>
      problems.push(...(await tooWide(page)).map((element) => `${name}: ${element}`))

    for (const path of [`/?q=${WORD}`, `/${WORD}`, `/products/${WORD}`, `/confirm-email/${WORD}`]) {
      await page.goto(`${STORE}${path}`)
      await look(path.slice(0, 20))
    }
    await page.goto(`${STORE}/signup`)
    await sendLongWords(page)
    await look('sign up, refused')

    await signInAs(page, owner)
    for (const path of [
      `/admin/${WORD}`,
      `/admin/search?q=${WORD}`,
      ...LISTS.flatMap((list) => [`/admin/${list}?q=${WORD}`, `/admin/${list}?${WORD}=${WORD}`]),
    ]) {
      await page.goto(`${STORE}${path}`)
      await look(path.slice(0, 30))
    }
    for (const path of [
      '/admin/products/new',
      '/admin/staff/invite',
      `/admin/products/${id}/edit`,
      `/admin/products/${id}/grant`,
      `/admin/products/${id}/prices`,
    ]) {
      await page.goto(`${STORE}${path}`)
      await sendLongWords(page)
      await look(`${path}, refused`)
    }
    assert.deepEqual(problems, [])
  }).timeout(300_000)

  test('makes no mail scroll sideways: {$self}')
    .with(KINDS)
    .run(async ({ assert, browserContext }, kind) => {
      const pages = await everyPage()
      await givenLongWords(pages)
      const { id } = await Mail.findByOrFail('kind', 'receipt')
      await db.from('mails').update({
        kind,
        status: 'queued',
        recipient: 'ada@example.com',
        data: JSON.stringify({
          product: WORD,
          email: WORD,
          inviter: WORD,
          role: 'support',
          secret: secretFor(kind, pages),
        }),
        next_attempt_at: databaseTime(DateTime.utc()),
      })
      const outcome = await new SendMail().handle(id)
      assert.equal(outcome.type, 'sent')
      const [mail] = await mailsTo('ada@example.com')
      const page = await browserContext.newPage()
      await page.setViewportSize(NARROW)

      await page.goto(`${STORE}/mails/${mail.id}/html`)
      assert.deepEqual(await tooWide(page), [])

      await page.goto(`${STORE}/mails/${mail.id}`)
      assert.deepEqual(await tooWide(page), [])
    })
})

/** The secret of the link in a mail, sealed as it is kept; made up for a mail without one. */
function secretFor(kind: string, pages: PageToSee[]): string {
  const page = kind === 'staff_invitation' ? 'invitation' : 'new password'
  const path = pages.find(({ name }) => name === page)?.path ?? ''
  return encryption.encrypt(path.split('/').at(-1), { purpose: LINK_SECRET })
}

/** Fills in every text field of the page's form and sends it, without the browser's own checks. */
async function sendLongWords(page: Page) {
  const loaded = page.waitForEvent('load')
  const isSent = await page.evaluate((word) => {
    const form = globalThis.document.querySelector<HTMLFormElement>('main form[method="post"]')
    form
      ?.querySelectorAll<HTMLInputElement>('input[type="text"], input[type="email"], textarea')
      .forEach((field) => {
        if (field.type === 'email') {
          field.type = 'text'
        }
        field.value = word
      })
    if (form !== null) {
      HTMLFormElement.prototype.submit.call(form)
    }
    return form !== null
  }, WORD)
  if (!isSent) {
    throw new Error(`There is no form on ${page.url()}.`)
  }
  await loaded
}

async function givenLongWords(pages: PageToSee[]) {
  await givenSavedViews(pages.flatMap(({ reader }) => reader ?? []))
  await givenLongEntry()
  for (const [table, columns] of Object.entries(WRITTEN)) {
    const words = Object.entries(columns).map(([column, length]) => [column, WORD.slice(0, length)])
    const found = await db.from(table).update(Object.fromEntries(words))
    if (Number(found) === 0) {
      throw new Error(`There is no row in ${table}.`)
    }
  }
}

/** The audit takes new entries only. */
async function givenLongEntry() {
  const { id } = await db.from('product_configurations').firstOrFail()
  await AuditEntry.create({
    actorLabel: WORD,
    action: 'product.updated',
    subjectType: 'product',
    subjectId: id,
    subjectLabel: WORD,
    userAgent: WORD,
    changes: { overview: { before: WORD, after: WORD } },
  })
}

async function givenSavedViews(readers: User[]) {
  const now = databaseTime(DateTime.utc())
  for (const [userId, list] of new Set(readers).values().flatMap(viewsOf)) {
    await db.table('saved_views').insert({
      user_id: userId,
      list,
      name: 'view',
      query: '',
      created_at: now,
      updated_at: now,
    })
  }
}

function viewsOf({ id }: User): [number, string][] {
  return ['products', 'purchases', 'customers'].map((list) => [id, list])
}

/** What sticks out of the page, where it scrolls sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { document } = globalThis
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) {
      return []
    }
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 3)
      .map((one) => `${scrollWidth} px, ${one.tagName.toLowerCase()}.${one.className}`)
  })
}
