import { basename, join, relative, resolve } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import env from '#start/env'
import { appUrl, isHttps } from '#config/app'
import { aceCommand, migrateCommand } from '#bin/ace_command'
import storeConfig from '#config/store'
import stripeConfig from '#config/stripe'
import { ConfigurationError } from '#framework/configuration_error'

const SHORTEST_KEY = 32
const LIVE_KEY = /^(sk|rk)_live_/

/** What every secret or restricted key, and every webhook secret, begins with. */
const SECRET_KEY = /^(sk|rk)_(test|live)_\w/
const WEBHOOK_SECRET = /^whsec_\w/

/**
 * Checks the configuration before the store starts, including what would otherwise surface only
 * after the first customer has paid.
 */
export default class CheckConfiguration {
  /**
   * @throws {ConfigurationError} with one sentence for the first problem
   */
  async handle(): Promise<void> {
    this.#checkKeyAndAddress()
    this.#checkStripe()
    this.#checkStorage()
    this.#checkMail()
    await this.#checkDatabase()
  }

  /**
   * Checks what commands need that use Stripe and the database; the store itself may not be fully
   * configured yet.
   * @throws {ConfigurationError}
   */
  async handleForStripeCommands(): Promise<void> {
    this.#checkSecretKey()
    await this.#checkDatabase()
  }

  #checkKeyAndAddress() {
    const key = env.get('APP_KEY')?.release() ?? ''
    if (key.length < SHORTEST_KEY) {
      throw new ConfigurationError(
        `APP_KEY must be set to at least ${SHORTEST_KEY} random characters; make one with "${aceCommand('generate:key --show')}".`
      )
    }
    if (!isOrigin(appUrl)) {
      throw new ConfigurationError(
        'APP_URL must be an address of the kind https://shop.example, without a path.'
      )
    }
    if (app.inProduction && !isHttps) {
      throw new ConfigurationError(
        "APP_URL must be the store's address and begin with https:// in production."
      )
    }
  }

  #checkSecretKey() {
    if (stripeConfig.secretKey !== '' && !SECRET_KEY.test(stripeConfig.secretKey)) {
      throw new ConfigurationError(
        "STRIPE_SECRET_KEY is not a secret key; write STRIPE_SECRET_KEY=sk_live_… (or rk_live_…) with the key from Stripe's dashboard under Developers, API keys."
      )
    }
    if (stripeConfig.apiBase && LIVE_KEY.test(stripeConfig.secretKey)) {
      throw new ConfigurationError(
        'STRIPE_API_BASE names the local Stripe, but STRIPE_SECRET_KEY is a live key; remove one of them.'
      )
    }
  }

  #checkStripe() {
    this.#checkSecretKey()
    if (!stripeConfig.webhookSecrets.every((secret) => WEBHOOK_SECRET.test(secret))) {
      throw new ConfigurationError(
        `STRIPE_WEBHOOK_SECRET is not the secret of a webhook endpoint, so every payment would go unnoticed; write STRIPE_WEBHOOK_SECRET=whsec_… with what "${aceCommand('ecommerce:webhook')}" prints.`
      )
    }
    if (app.inProduction && stripeConfig.webhookSecrets.length === 0) {
      throw new ConfigurationError(
        'STRIPE_WEBHOOK_SECRET must be set in production: without it anybody could report a payment.'
      )
    }
    if (app.inProduction && stripeConfig.secretKey === '') {
      throw new ConfigurationError('STRIPE_SECRET_KEY must be set in production.')
    }
  }

  #checkMail() {
    if (app.inProduction && !env.get('SMTP_URL')) {
      throw new ConfigurationError(
        'SMTP_URL must be set in production, or nobody gets a receipt; write SMTP_URL=smtp://user:password@smtp.example.com:587, or SMTP_URL=file: to keep mails in DATA_DIR/mails.'
      )
    }
    if (app.inProduction && !env.get('MAIL_FROM')) {
      throw new ConfigurationError(
        'MAIL_FROM must be set in production: buyers answer to it, and mail servers refuse a made-up sender; write MAIL_FROM=shop@example.com.'
      )
    }
  }

  #checkStorage() {
    const fromBuild = relative(buildFolder(), resolve(storeConfig.dataDirectory))
    if (app.inProduction && !fromBuild.startsWith('..')) {
      throw new ConfigurationError(
        'DATA_DIR lies inside the build folder, which every build deletes; set it to a folder outside.'
      )
    }
    if (env.get('DB_CONNECTION') === 'pg' && !env.get('DATABASE_URL')) {
      throw new ConfigurationError('DATABASE_URL must be set where DB_CONNECTION is pg.')
    }
    if (app.inProduction && env.get('DATABASE_URL') && !env.get('DB_CONNECTION')) {
      throw new ConfigurationError(
        'DATABASE_URL is set, but the store would use SQLite; write DB_CONNECTION=pg, or remove DATABASE_URL.'
      )
    }
    if (env.get('DRIVE_DISK') === 's3') {
      const missing = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
      const name = missing.find((one) => !env.get(one))
      if (name) {
        throw new ConfigurationError(`${name} must be set where DRIVE_DISK is s3.`)
      }
    } else if (app.inProduction && env.get('S3_BUCKET')) {
      throw new ConfigurationError(
        'S3_BUCKET is set, but files would be kept on this machine; write DRIVE_DISK=s3, or remove S3_BUCKET.'
      )
    }
  }

  async #checkDatabase() {
    const pending = await this.#pendingMigrations()
    if (pending > 0) {
      throw new ConfigurationError(
        `The database schema is behind by ${pending} migration${pending === 1 ? '' : 's'}; run "${migrateCommand()}" first.`
      )
    }
    const mode = await db.from('settings').where('key', 'livemode').first()
    const isLiveKey = LIVE_KEY.test(stripeConfig.secretKey)
    if (mode && stripeConfig.secretKey !== '' && (mode.value === 'true') !== isLiveKey) {
      throw new ConfigurationError(
        `STRIPE_SECRET_KEY is a ${isLiveKey ? 'live' : 'test'} key, but this database belongs to Stripe's ${isLiveKey ? 'test' : 'live'} mode; set the other key or use another database.`
      )
    }
  }

  async #pendingMigrations(): Promise<number> {
    try {
      const migrations = new MigrationRunner(db, app, { direction: 'up', dryRun: true })
      const list = await migrations.getList()
      return list.filter(({ status }) => status === 'pending').length
    } catch (error) {
      const variable = env.get('DB_CONNECTION') === 'pg' ? 'DATABASE_URL' : 'DATA_DIR'
      throw new ConfigurationError(
        `The database cannot be reached (${(error as Error).message}); check ${variable}.`,
        { cause: error }
      )
    }
  }
}

function isOrigin(address: string): boolean {
  const { protocol, origin } = new URL(address)
  return /^https?:$/.test(protocol) && address.toLowerCase() === origin
}

/** The folder that a build deletes: where the built store runs from, or would. */
function buildFolder(): string {
  const root = app.makePath()
  return basename(root) === 'build' ? root : join(root, 'build')
}
