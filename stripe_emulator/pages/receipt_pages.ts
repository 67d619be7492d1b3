import { findOrFail } from '#stripe_emulator/api/endpoint'
import { html, type Html } from '#stripe_emulator/http/html'
import { formatAmount } from '#stripe_emulator/money'
import { layout } from '#stripe_emulator/pages/layout'
import type { Page } from '#stripe_emulator/pages/page'

/** Receipts and invoices, as Stripe links to them from charges and invoices. */
export const receiptPages: Page[] = [
  {
    method: 'GET',
    path: '/receipts/:id',
    handle({ world, ids, locale }) {
      const charge = findOrFail(world.store.charges, 'charge', ids.id)
      const print = (amount: number) => formatAmount(amount, charge.currency, locale)
      const page = document('Receipt', [
        ['Amount', print(charge.amount)],
        ['Status', charge.status],
        charge.amount_refunded > 0 && ['Refunded', print(charge.amount_refunded)],
        ['Date', date(charge.created)],
        ['Payment', charge.payment_intent],
      ])
      return { status: 200, page }
    },
  },
  {
    method: 'GET',
    path: '/invoices/:id',
    handle({ world, ids, locale }) {
      const invoice = findOrFail(world.store.invoices, 'invoice', ids.id)
      const print = (amount: number) => formatAmount(amount, invoice.currency, locale)
      const page = document(`Invoice ${invoice.number ?? ''}`, [
        ['Total', print(invoice.total)],
        ['Paid', print(invoice.amount_paid)],
        ['Status', invoice.status],
        ['Date', date(invoice.created)],
        ['Invoice', invoice.id],
      ])
      return { status: 200, page }
    },
  },
]

function document(title: string, rows: ([string, string] | false)[]): Html {
  return layout({
    title,
    kind: 'message',
    body: html`<main class="message">
      <p class="badge">Local Stripe · test mode</p>
      <h1>${title}</h1>
      <dl class="facts">
        ${rows.map(
          (row) =>
            row &&
            html`<div>
              <dt>${row[0]}</dt>
              <dd>${row[1]}</dd>
            </div>`
        )}
      </dl>
    </main>`,
  })
}

function date(seconds: number) {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19) + ' UTC'
}
