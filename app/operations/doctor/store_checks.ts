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
import CheckConfiguration from '#operations/check_configuration'
import CheckReadiness from '#operations/check_readiness'

/** Minutes after which an unhandled event is late. */
const LATE = 5

/** Minutes without a report after which the schedule counts as stopped. */
const SILENT = 15

/** Free bytes on the disk below which the owner is warned. */
const LITTLE = 1024 ** 3

/** Milliseconds to wait for the mail server. */
const MAIL_TIMEOUT = 5000

/**
 * Tests the database, queue, schedule, mail, storage and disk.
 */
export default class StoreChecks {
  async handle(): Promise<Finding[]> {
    return [
      await orBad('Schema', 'node ace migration:run --force', schema),
      await orBad('News', 'node ace ecommerce:reconcile', stripeEvents),
      ...(await parts()),
      await orBad('Schedule', 'node ace queue:work', schedule),
      await orBad('Mail', 'Set SMTP_URL', mail),
      await orBad('Disk', 'Set DATA_DIR', disk),
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
    return bad('News', `An event has been waiting ${since.toRelative()}`, 'node ace queue:work')
  }
  const received = readTime(last.received_at)
  const { created } = JSON.parse(text(last.payload)) as { created?: number }
  const lag = created === undefined ? null : Math.round(received.toSeconds() - created)
  const late = lag === null ? '' : `, ${Math.max(0, lag)} s after it happened`
  return good('News', `The last came ${received.toRelative()}${late}`)
}

async function parts(): Promise<Finding[]> {
  const { checks } = await new CheckReadiness().handle()
  const names: Record<string, string> = {
    database: 'Database',
    queue: 'Queue',
    storage: 'Storage',
    redis: 'Redis',
  }
  return Object.entries(checks).map(([part, { ok }]) =>
    ok
      ? good(names[part] ?? part, 'Answers')
      : bad(names[part] ?? part, 'Does not answer', 'Its error is in the log of this command')
  )
}

/** The schedule is working where the last reconcile report is recent. */
async function schedule(): Promise<Finding> {
  const report = await lastReport()
  if (report === null) {
    return odd('Schedule', 'Nothing was done by it yet', 'node ace queue:work')
  }
  const at = DateTime.fromISO(report.startedAt)
  return at > DateTime.utc().minus({ minutes: SILENT })
    ? good('Schedule', `Last at work ${at.toRelative()}`)
    : bad('Schedule', `Last at work ${at.toRelative()}`, 'node ace queue:work')
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
