import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoAccounts } from './accounts.js'
import { buildAssets } from './assets.js'
import { lockFolder } from './lock.js'
import { isFree, Processes } from './processes.js'
import { type DemoSettings, demoSettings, preparationStamp } from './settings.js'

/** Seconds after which a server that does not answer counts as failed. */
const START_TIME = 40

/**
 * Runs the demo until it is stopped: starts the local Stripe, copies the catalogue from it over HTTP,
 * adds the sample files and two accounts, then starts the store.
 * @returns the exit code
 */
export async function runDemo(root: string): Promise<number> {
  try {
    const settings = demoSettings(root)
    const unlock = lockFolder(settings)
    try {
      await refuseTakenPorts(settings)
      return await runProcesses(settings)
    } finally {
      unlock()
    }
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
        `${ended} has stopped unexpectedly, so the demo stops too. Start it again with "npm run demo".`
      )
      return 1
    }
    console.log('\nStopped. Purchases are kept for the next start.')
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
 * Creates the database, catalogue, files and accounts, unless that was done for the same samples.
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
  Its admin panel    ${storeUrl}/admin
  The local Stripe   ${stripeUrl}/dashboard
  E-mails it sent    ${storeUrl}/mails

  Owner     ${owner.email}   ${owner.password}
  Customer  ${customer.email}   ${customer.password}

  What to try
    Buy something as the customer: the card is filled in, and nothing is charged.
    Use the promotion code WELCOME20, or PRESENT to pay nothing.
    Open what you bought and download its files.
    Refund the payment in the local Stripe, which ends the access.
    Subscribe to Pattern club, then renew it or decline the renewal in the local Stripe.
    Sign in as the owner and change a product.

  Ctrl-C ends everything.
`
}
