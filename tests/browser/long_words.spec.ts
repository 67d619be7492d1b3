/// <reference lib="dom" />
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { DateTime } from 'luxon'
import { databaseTime } from '#database/columns'
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

  test('makes no mail scroll sideways', async ({ assert, browserContext }) => {
    await givenLongWords(await everyPage())
    const { id } = await Mail.findByOrFail('kind', 'receipt')
    await db.from('mails').update({
      status: 'queued',
      recipient: 'ada@example.com',
      next_attempt_at: databaseTime(DateTime.utc()),
    })
    await new SendMail().handle(id)
    const [mail] = await mailsTo('ada@example.com')
    const page = await browserContext.newPage()
    await page.setViewportSize(NARROW)

    await page.goto(`${STORE}/mails/${mail.id}/html`)

    assert.include(await page.textContent('body'), WORD)
    assert.deepEqual(await tooWide(page), [])
  })
})

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
