import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoAccounts } from './accounts.js'
import { buildAssets } from './assets.js'
import { isFree, Processes } from './processes.js'
import { type DemoSettings, demoSettings, preparationStamp } from './settings.js'

/** Seconds that a server may take to answer. */
const START_TIME = 40

/**
 * Runs the demo until somebody ends it: the local Stripe, then the catalogue copied from it over
 * HTTP, the sample files and two accounts, then the store.
 * @returns the exit code
 */
export async function runDemo(root: string): Promise<number> {
  try {
    const settings = demoSettings(root)
    await refuseTakenPorts(settings)
    return await runProcesses(settings)
  } catch (error) {
    console.error((error as Error).message)
    return 1
  }
}

async function runProcesses(settings: DemoSettings): Promise<number> {
  const processes = new Processes(settings.root, settings.environment)
  const stopped = untilStopped()
  try {
    const started = start(settings, processes)
    const outcome = await Promise.race([started, stopped])
    if (outcome === 'stopped') {
      return 0
    }
    console.log(welcome(settings))
    const ended = await Promise.race([stopped, processes.oneEnded()])
    if (ended !== 'stopped') {
      console.error(
        `${ended} has ended by itself, so the demo ends too. Start it again with "npm run demo".`
      )
      return 1
    }
    console.log('\nGood-bye. What was bought is kept for the next start.')
    return 0
  } finally {
    await processes.end()
  }
}

async function start(settings: DemoSettings, processes: Processes): Promise<'started'> {
  await buildAssets(settings.root)
  await processes.serve(
    'The local Stripe',
    'stripe_emulator/main.ts',
    `${settings.stripeUrl}/dashboard`,
    START_TIME
  )
  await prepare(settings, processes)
  await processes.serve(
    'The store',
    'bin/server.ts',
    `${settings.storeUrl}/health/ready`,
    START_TIME
  )
  return 'started'
}

/**
 * Makes database, catalogue, files and accounts, unless that has been done for these very samples.
 */
async function prepare({ root, folder }: DemoSettings, processes: Processes) {
  const stampFile = join(folder, 'prepared')
  const stamp = preparationStamp(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return
  }
  console.log('Preparing the sample store (once) ...')
  await processes.run('ace.js', 'migration:run', '--force', '--no-schema-generate')
  await processes.run('ace.js', 'bootstrap:ecommerce')
  await processes.run('ace.js', 'demo:seed')
  writeFileSync(stampFile, stamp)
}

async function refuseTakenPorts({ storePort, stripePort }: DemoSettings) {
  for (const [port, variable] of [
    [storePort, 'PORT'],
    [stripePort, 'STRIPE_EMULATOR_PORT'],
  ] as const) {
    if (!(await isFree(port))) {
      throw new Error(
        `Port ${port} is taken by another program. Choose a free one: ${variable}=${port + 1} npm run demo`
      )
    }
  }
}

function untilStopped(): Promise<'stopped'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve('stopped'))
    }
  })
}

function welcome({ storeUrl, stripeUrl }: DemoSettings): string {
  const { owner, customer } = demoAccounts
  return `
  The store          ${storeUrl}
  Its admin          ${storeUrl}/admin
  The local Stripe   ${stripeUrl}/dashboard
  Mails that it sent ${storeUrl}/mails

  Owner     ${owner.email}   ${owner.password}
  Customer  ${customer.email}   ${customer.password}

  What to try
    Buy something as the customer: the card is filled in, and nothing is charged.
    Type WELCOME20 as the promotion code, or PRESENT to pay nothing at all.
    Open what you bought and download its files.
    Refund the payment in the local Stripe and see the access end.
    Subscribe to Pattern club, then let time pass there: renew it, decline the card, dispute it.
    Sign in as the owner and change a product.

  Ctrl-C ends everything.
`
}
