import { Readable } from 'node:stream'
import router from '@adonisjs/core/services/router'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import IssueAccountToken from '#accounts/account_tokens/issue_account_token'
import { createProduct } from '#database/factories/product_factory'
import { createPayment, PurchaseFactory } from '#database/factories/purchase_factory'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import BulkRun from '#models/bulk_run'
import Mail from '#models/mail'
import type Purchase from '#models/purchase'
import StripeEvent from '#models/stripe_event'
import UnassignedPayment from '#models/unassigned_payment'
import type User from '#models/user'
import { addRelease } from '#tests/helpers/store/library'

export interface PageToSee {
  name: string
  path: string
  /** Who opens it; null is a visitor who is not signed in. */
  reader: User | null
  /** The status, if it is not 200. */
  status?: number
}

/**
 * Creates a store with some of everything, and returns every page of it: store, account, library and
 * panel. New pages of the panel are found by their routes.
 */
export async function everyPage(): Promise<PageToSee[]> {
  const customer = await UserFactory.apply('verified')
    .merge({ email: longAddress('customer') } as never)
    .create()
  const owner = await UserFactory.apply('admin')
    .merge({ email: longAddress('owner') } as never)
    .create()
  const guest = await UserFactory.merge({
    password: null,
    email: longAddress('guest'),
  } as never).create()
  const colleague = await UserFactory.apply('support')
    .merge({ email: longAddress('colleague'), fullName: 'Wolfeschlegel'.repeat(5) } as never)
    .create()
  const { configuration, price } = await createProduct({
    product: { name: 'Corner icons', description: 'Forty-eight icons on one grid.' },
    configuration: { content: '## Inside\n\n- One\n- Two\n\n> Quoted, with `code`.' } as never,
  })
  await addRelease({
    configurationId: configuration.id,
    filename: 'Corner icons.zip',
    note: 'Eight new ones.',
    stream: Readable.from([Buffer.from('icons')]),
  })
  const other = await createProduct({ product: { name: '<b>Markup</b> & "quotes"' } })
  const active = await PurchaseFactory.merge({
    userId: customer.id,
    productConfigurationId: configuration.id,
  } as never).create()
  await createPayment(active)
  const refunded = await PurchaseFactory.apply('refunded')
    .merge({
      userId: customer.id,
      productConfigurationId: other.configuration.id,
      purchasedAt: DateTime.utc().minus({ days: 3 }),
    } as never)
    .create()

  await PurchaseFactory.apply('pending')
    .merge({
      userId: customer.id,
      productConfigurationId: other.configuration.id,
      checkoutSessionId: 'cs_test_onitsway',
      purchasedAt: DateTime.utc().minus({ days: 4 }),
    } as never)
    .create()

  const subscribed = await PurchaseFactory.apply('recurring')
    .merge({
      userId: customer.id,
      productConfigurationId: configuration.id,
      stripeStatus: 'active',
      status: 'refunded',
    } as never)
    .create()

  const waiting = await UserFactory.merge({ email: longAddress('waiting') } as never).create()
  await PurchaseFactory.merge({
    buyerEmail: waiting.email,
    productConfigurationId: configuration.id,
    source: 'grant',
  } as never).create()

  return [
    { name: 'store home', path: '/', reader: null },
    { name: 'store home, searched without results', path: '/?q=zzzz', reader: null },
    { name: 'product', path: `/products/${configuration.slug}`, reader: null },
    { name: 'nothing there', path: '/products/nothing-there', reader: null, status: 404 },
    { name: 'sign in', path: '/login', reader: null },
    { name: 'sign up', path: '/signup', reader: null },
    { name: 'forgotten password', path: '/forgot-password', reader: null },
    { name: 'new password', path: await linkPath(customer, 'reset_password'), reader: null },
    { name: 'new password is set', path: '/reset-password/done', reader: null },
    { name: 'address to confirm', path: await linkPath(customer, 'confirm_email'), reader: null },
    { name: 'address with a grant', path: await linkPath(waiting, 'confirm_email'), reader: null },
    { name: 'address is confirmed', path: '/confirm-email/done', reader: null },
    { name: 'invitation', path: await linkPath(guest, 'staff_invitation', owner), reader: null },
    { name: 'invitation is accepted', path: '/invitations/done', reader: null },
    { name: 'dead link', path: `/confirm-email/${'x'.repeat(43)}`, reader: null, status: 410 },
    { name: 'mails', path: '/mails', reader: null },
    { name: 'store home, signed in', path: '/', reader: customer },
    { name: 'owned product', path: `/products/${configuration.slug}`, reader: customer },
    { name: 'account', path: '/account', reader: customer },
    { name: 'another address', path: '/account/email', reader: customer },
    { name: 'another password', path: '/account/password', reader: customer },
    { name: 'is it still you', path: '/account/sign-in-again', reader: customer },
    { name: 'purchases', path: '/purchases', reader: customer },
    { name: 'a payment that is missing', path: '/purchases/missing', reader: customer },
    {
      name: 'payment on its way',
      path: '/checkout/return?session_id=cs_test_onitsway&look=99',
      reader: customer,
    },
    { name: 'purchase', path: `/purchases/${active.reference}`, reader: customer },
    { name: 'refunded purchase', path: `/purchases/${refunded.reference}`, reader: customer },
    { name: 'gated page', path: `/products/${configuration.slug}/access`, reader: customer },
    { name: 'account of staff', path: '/account', reader: owner },
    { name: 'second factor to set up', path: '/account/second-factor', reader: owner },
    ...panelPages(price.id, {
      subscription: subscribed.id,
      ...(await givenPanelRows(owner, active)),
      products: configuration.id,
      purchases: active.id,
      customers: customer.id,
      staff: colleague.id,
    }).map((path) => ({ name: path, path, reader: owner })),
    { name: 'panel, searched', path: '/admin/search?q=corner', reader: owner },
    { name: 'panel, searched without results', path: '/admin/search?q=zzzz', reader: owner },
    {
      name: 'list, searched without results',
      path: '/admin/purchases?q=zzzz&status=active',
      reader: owner,
    },
  ]
}

/** The path of a link sent by mail. */
async function linkPath(
  user: User,
  purpose: keyof typeof LINKS,
  inviter: User | null = null
): Promise<string> {
  const details = { role: 'support', inviter: 'Olive' }
  const { id: userId, email } = user
  const secret = await db.transaction((trx) =>
    new IssueAccountToken().handle({ userId, purpose, email, details, inviterId: inviter?.id }, trx)
  )
  return `/${LINKS[purpose]}/${secret}`
}

const LINKS = {
  reset_password: 'reset-password',
  confirm_email: 'confirm-email',
  staff_invitation: 'invitations',
}

/** Every GET route of the panel, except exports, which are files, and options, which are JSON. */
function panelPages(priceId: number, ids: Record<string, number>): string[] {
  return Object.values(router.toJSON())
    .flat()
    .filter(({ methods }) => methods.includes('GET'))
    .filter(({ pattern }) => /^\/admin(\/|$)/.test(pattern) && !/\/(export|options)$/.test(pattern))
    .map(({ pattern }) =>
      pattern
        .replace(':id', String(ids[pattern.split('/')[4]] ?? ids[pattern.split('/')[2]]))
        .replace(':priceId', String(priceId))
    )
}

/** Rows of the other lists of the panel. */
async function givenPanelRows(owner: User, purchase: Purchase) {
  const event = await StripeEvent.create({
    stripeId: 'evt_1',
    type: 'checkout.session.completed',
    livemode: false,
    objectId: purchase.checkoutSessionId,
    checkoutSessionId: purchase.checkoutSessionId,
    payload: { id: 'evt_1' },
    receivedAt: DateTime.utc(),
    error: 'Stripe could not be reached',
  })
  const mail = await Mail.create({
    dedupeKey: 'receipt 1',
    kind: 'receipt',
    recipient: 'ada@example.com',
    locale: 'en',
    data: {},
    status: 'failed',
    error: 'No such mailbox',
    purchaseId: purchase.id,
  })
  const entry = await AuditEntry.create({
    actorId: owner.id,
    actorLabel: owner.label,
    action: 'product.updated',
    subjectType: 'product',
    subjectId: purchase.productConfigurationId,
    subjectLabel: 'Corner icons',
    changes: { overview: { before: null, after: 'Forty-eight icons' } },
  })
  const run = await BulkRun.create({
    once: 'f3b1b0a4-6c1f-4c39-9a53-0d2f2c2f3c11',
    actorId: owner.id,
    actorLabel: owner.label,
    resource: 'products',
    action: 'deactivate',
    selection: { query: 'state=on_sale' },
    total: 3,
    untilId: 3,
    lastId: 2,
    done: 1,
    skipped: 1,
    notes: [{ id: 2, name: 'Corner icons', outcome: 'skipped', reason: 'It is so already.' }],
    status: 'running',
  })
  const payment = await UnassignedPayment.create({
    checkoutSessionId: 'cs_test_nobody',
    email: longAddress('nobody'),
    stripeCustomerId: 'cus_nobody',
    productStripeId: 'prod_1',
    name: 'Corner icons',
    currency: 'usd',
    amount: 1900,
    livemode: false,
    paidAt: DateTime.utc(),
    problem: 'No account has this customer or this confirmed address.',
    status: 'open',
  })
  return {
    'events': event.id,
    'mails': mail.id,
    'audit': entry.id,
    'bulk-runs': run.id,
    'unassigned-payments': payment.id,
  }
}

/** An address with the longest local part, without a place to break the line. */
function longAddress(name: string): string {
  return `${name.padEnd(64, 'z')}@example.com`
}
