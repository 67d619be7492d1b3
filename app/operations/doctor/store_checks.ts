import { connect } from 'node:net'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { freeBytes } from '#operations/disk_space'
import { bad, type Finding, good, odd, orBad } from '#operations/doctor/findings'
import { lastReport } from '#operations/reconcile/reconcile_report'
import { formatFileSize } from '#shared/file_size'
import { readTime, readTimeOrNull } from '#database/columns'
import { aceCommand, migrateCommand } from '#bin/ace_command'
import { countStaleSearchTexts } from '#database/refresh_search_texts'
import Price from '#models/price'
import FindUnknownGates from '#access/find_unknown_gates'
import CheckConfiguration from '#operations/check_configuration'
import CheckReadiness from '#operations/check_readiness'

/** Minutes after which an unhandled event is late. */
const LATE = 5

/** Minutes without a report after which the schedule counts as stopped. */
const SILENT = 15

/** Free bytes on the disk below which the owner is warned. */
const LITTLE = 1024 ** 3

/** The variables of each part. */
const SETTINGS: Record<string, string> = {
  Database: 'Check DATABASE_URL, or DATA_DIR with SQLite',
  Queue: 'Check REDIS_URL, or the database without it',
  Redis: 'Check REDIS_URL',
  Storage: 'Check DATA_DIR, and the S3_* values with DRIVE_DISK=s3',
}

/** Prices with several currencies that are named. */
const MOST_PRICES = 10

/** Milliseconds to wait for the mail server. */
const MAIL_TIMEOUT = 5000

/**
 * Tests the database, queue, schedule, mail, storage and disk.
 */
export default class StoreChecks {
  async handle(): Promise<Finding[]> {
    return [
      await orBad('Schema', migrateCommand(), schema),
      await orBad('News', aceCommand('ecommerce:reconcile'), stripeEvents),
      ...(await parts()),
      await orBad('Schedule', aceCommand('queue:work'), schedule),
      await orBad('Mail', 'Set SMTP_URL', mail),
      await orBad('Disk', 'Set DATA_DIR', disk),
      await orBad('Search', aceCommand('queue:work'), searchTexts),
      await orBad('Currencies', aceCommand('bootstrap:ecommerce'), currencies),
      await orBad('Gates', 'Write the slug of a product', gates),
    ]
  }
}

async function schema(): Promise<Finding> {
  await new CheckConfiguration().handleForStripeCommands()
  return good('Schema', 'Every migration has run')
}

/** Whether events arrive from Stripe and are handled. */
async function stripeEvents(): Promise<Finding> {
  const last = await db.from('stripe_events').orderBy('id', 'desc').first()
  if (!last) {
    return odd('News', 'Stripe has not told anything yet')
  }
  const waiting = await db
    .from('stripe_events')
    .whereNotNull('next_attempt_at')
    .orderBy('received_at')
    .first()
  const since = readTimeOrNull(waiting?.received_at)
  if (since !== null && since < DateTime.utc().minus({ minutes: LATE })) {
    return bad('News', `An event has been waiting ${since.toRelative()}`, aceCommand('queue:work'))
  }
  const received = readTime(last.received_at)
  const { created } = JSON.parse(text(last.payload)) as { created?: number }
  const lag = created === undefined ? null : Math.round(received.toSeconds() - created)
  const late = lag === null ? '' : `, ${Math.max(0, lag)} s after it happened`
  return good('News', `The last came ${received.toRelative()}${late}`)
}

async function parts(): Promise<Finding[]> {
  const { checks, problems } = await new CheckReadiness().handleWithReasons()
  const names: Record<string, string> = {
    database: 'Database',
    queue: 'Queue',
    storage: 'Storage',
    redis: 'Redis',
  }
  return Object.entries(checks).map(([part, { ok }]) =>
    ok ? good(names[part] ?? part, 'Answers') : failing(names[part] ?? part, problems[part])
  )
}

/** A part that this user may not use is healthy for the user of the store. */
function failing(name: string, error: Error & { code?: string }): Finding {
  return /^(EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(error.code ?? '')
    ? bad(name, `This user may not use it: ${error.message}`, 'Run this as the user of the store')
    : bad(name, `Does not answer: ${error.message}`, SETTINGS[name] ?? 'Check DATA_DIR')
}

/** Whether searches compare with the texts as they are now. */
async function searchTexts(): Promise<Finding> {
  const stale = await countStaleSearchTexts(db.connection())
  return stale === 0
    ? good('Search', 'Every text is found as it is written now')
    : odd(
        'Search',
        `${stale} texts were changed in the database and are not found as they are written now`,
        `Start ${aceCommand('queue:work')} again: it corrects them at once, and then once a day`
      )
}

/** Whether every route that requires a product names one that exists. */
async function gates(): Promise<Finding> {
  const [unknown, ...others] = await new FindUnknownGates().handle()
  if (unknown === undefined) {
    return good('Gates', 'Every product that a route requires exists')
  }
  const more = others.length === 0 ? '' : `, and ${others.length} more like it`
  if (unknown.price !== null) {
    const missing =
      unknown.slug === null ? 'which no product has' : `which “${unknown.slug}” does not have`
    return odd(
      'Gates',
      `${unknown.route} requires the price “${unknown.price}”, ${missing}${more}`,
      'Write the id, the lookup key or the nickname of a price, as it is in Stripe'
    )
  }
  return odd(
    'Gates',
    `${unknown.route} requires “${unknown.slug}”, which no product has as its slug${more}`,
    'Write the slug of a product, as in its address'
  )
}

/** Prices that Stripe charges in the currency of the buyer's country: pages show one amount. */
async function currencies(): Promise<Finding> {
  const prices = await Price.query()
    .whereNotNull('currencyOptions')
    .where('active', true)
    .whereNull('goneAt')
    .preload('product')
    .orderBy('id')
    .limit(MOST_PRICES + 1)
  const [first] = prices
  if (first === undefined) {
    return good('Currencies', 'Every price has one currency')
  }
  const names = prices
    .slice(0, MOST_PRICES)
    .map(
      ({ product, stripeId, currencyOptions }) =>
        `${product.name} (${stripeId}): ${Object.keys(currencyOptions).join(', ')}`
    )
  const more = prices.length > MOST_PRICES ? ', and more' : ''
  return odd(
    'Currencies',
    `Buyers may be charged in other currencies than the pages show: ${names.join('; ')}${more}`,
    'That is right if you set these currencies in Stripe on purpose. Receipts show what was charged'
  )
}

/** The schedule is working where the last reconcile report is recent. */
async function schedule(): Promise<Finding> {
  const report = await lastReport()
  if (report === null) {
    return odd('Schedule', 'Nothing was done by it yet', aceCommand('queue:work'))
  }
  const at = DateTime.fromISO(report.startedAt)
  return at > DateTime.utc().minus({ minutes: SILENT })
    ? good('Schedule', `Last at work ${at.toRelative()}`)
    : bad('Schedule', `Last at work ${at.toRelative()}`, aceCommand('queue:work'))
}

async function mail(): Promise<Finding> {
  const address = env.get('SMTP_URL')
  if (!address || address === 'file:') {
    return app.inProduction && !address
      ? bad('Mail', 'No mail server is set, so nobody gets a receipt', 'Set SMTP_URL')
      : odd('Mail', 'Mails are kept in a folder, for reading in the browser', 'Set SMTP_URL')
  }
  const { hostname, port, protocol } = new URL(address)
  await reach(hostname, Number(port) || (protocol === 'smtps:' ? 465 : 587))
  return good('Mail', `${hostname} answers`)
}

async function disk(): Promise<Finding> {
  const free = await freeBytes()
  const freeText = `${formatFileSize(free, 'en')} free where DATA_DIR is`
  return free > LITTLE
    ? good('Disk', freeText)
    : bad('Disk', freeText, 'Make room, or set DATA_DIR')
}

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: MAIL_TIMEOUT })
    socket.once('connect', () => resolve(void socket.destroy()))
    socket.once('timeout', () => reject(new Error(`${host}:${port} does not answer`)))
    socket.once('error', reject)
  })
}

function text(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload)
}
