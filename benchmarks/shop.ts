import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { demoAccounts } from '../bin/demo/accounts.js'
import { isFree, Processes } from '../bin/demo/processes.js'

const KEY = 'sk_test_kiosk'
const WEBHOOK_SECRET = 'whsec_kiosk_bench'

/** The ports of the store, of the local Stripe and of a bare server are this one and the next two. */
const PORT = Number(process.env.BENCH_PORT ?? 3971)
const STRIPE_PORT = PORT + 1
const BARE_PORT = PORT + 2

/** Seconds after which a server that does not answer counts as failed. */
const START_TIME = 40

/** Options of a store for measuring. */
export interface ShopOptions {
  folder: string
  environment?: Record<string, string>
}

/**
 * A store for measuring: the sample catalogue, a production build, one process.
 */
export class Shop {
  readonly url = `http://localhost:${PORT}`
  readonly stripeUrl = `http://127.0.0.1:${STRIPE_PORT}`
  readonly folder: string
  readonly webhookSecret = WEBHOOK_SECRET
  readonly #environment: NodeJS.ProcessEnv
  readonly #processes: Processes

  constructor(
    private root: string,
    options: ShopOptions = { folder: 'bench' }
  ) {
    this.folder = join(root, '.data', options.folder)
    this.#environment = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ENV_PATH: this.folder,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: String(PORT),
      APP_URL: this.url,
      APP_KEY: 'a key for measuring, known to everybody',
      DATA_DIR: this.folder,
      LOG_LEVEL: 'warn',
      STAFF_SECOND_FACTOR: 'optional',
      STRIPE_SECRET_KEY: KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: this.stripeUrl,
      MAIL_FROM: 'store@localhost',
      SMTP_URL: 'file:',
      STRIPE_EMULATOR_PORT: String(STRIPE_PORT),
      STRIPE_EMULATOR_HOST: '127.0.0.1',
      STRIPE_EMULATOR_CATALOGUE: 'sample',
      ...options.environment,
    }
    this.#processes = new Processes(root, this.#environment)
  }

  /**
   * Creates the store from scratch and starts its production build.
   * @param seed a script and its arguments that fill it, after the sample catalogue
   */
  async open(seed?: [script: string, ...args: string[]]): Promise<void> {
    for (const port of [PORT, STRIPE_PORT, BARE_PORT]) {
      if (!(await isFree(port))) {
        throw new Error(`Port ${port} is taken; set BENCH_PORT to the first of three free ports.`)
      }
    }
    rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder, { recursive: true })
    await this.#processes.serve(
      'The local Stripe',
      'stripe_emulator/main.ts',
      `${this.stripeUrl}/dashboard`,
      START_TIME
    )
    await this.#processes.run('ace.js', 'migration:run', '--force', '--no-schema-generate')
    await this.#processes.run('ace.js', 'bootstrap:ecommerce')
    await this.#processes.run('ace.js', 'demo:seed')
    if (seed) {
      await this.#processes.run(...seed)
    }
    await this.#production().serve(
      'The store',
      'build/bin/server.js',
      `${this.url}/health/ready`,
      START_TIME
    )
  }

  /** Starts a bare server with the given environment beside the store. */
  async bare(
    environment: Record<string, string>
  ): Promise<{ url: string; processId: number; stop(): Promise<void> }> {
    const url = `http://localhost:${BARE_PORT}`
    const processes = new Processes(this.root, {
      PATH: process.env.PATH,
      BARE_PORT: String(BARE_PORT),
      ...environment,
    })
    await processes.serve('The bare server', 'benchmarks/bare_server.ts', url, START_TIME)
    return { url, processId: processes.processId ?? 0, stop: () => processes.end() }
  }

  /**
   * Signs in, by default as the sample customer.
   * @returns the cookies
   */
  async signIn(account: { email: string; password: string } = demoAccounts.customer) {
    const page = await fetch(`${this.url}/login`)
    const token = /name='_csrf' value='([^']+)'/.exec(await page.text())?.[1] ?? ''
    const answer = await fetch(`${this.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'cookie': cookiesOf(page), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...account, _csrf: token }),
    })
    return cookiesOf(answer)
  }

  /**
   * Gives the sample customer a file to download.
   * @param path a file on this machine
   * @returns the address of the file in the store and the customer's cookie
   */
  async sellFile(path: string): Promise<{ path: string; cookie: string }> {
    await this.#processes.run('benchmarks/sell_file.ts', path, demoAccounts.customer.email)
    const [{ slug, reference }] = this.query<{ slug: string; reference: string }>(
      `SELECT slug, product_files.reference FROM product_files
       JOIN product_configurations ON product_configurations.id = product_configuration_id
       ORDER BY product_files.id DESC LIMIT 1`
    )
    return { path: `/products/${slug}/files/${reference}`, cookie: await this.signIn() }
  }

  /** Queries the store's database, read-only. */
  query<Row>(sql: string): Row[] {
    const database = new Database(join(this.folder, 'kiosk.sqlite3'), { readonly: true })
    try {
      return database.prepare(sql).all() as Row[]
    } finally {
      database.close()
    }
  }

  /** The process id of the store. */
  get processId(): number {
    return this.#store?.processId ?? 0
  }

  async close(): Promise<void> {
    await this.#store?.end()
    await this.#processes.end()
  }

  #store: Processes | undefined

  /** The build runs in production mode, which requires an https APP_URL. */
  #production(): Processes {
    this.#store = new Processes(this.root, {
      ...this.#environment,
      NODE_ENV: 'production',
      APP_URL: this.url.replace('http:', 'https:'),
    })
    return this.#store
  }
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
