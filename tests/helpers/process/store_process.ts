import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import storeConfig from '#config/store'
import env from '#start/env'
import { waitUntil } from '#tests/helpers/wait_until'
import { freePort } from '#tests/runner/ports'

export { freePort }

/**
 * A store of its own process, as it runs in production, on the database of the tests.
 */
export interface StoreProcess {
  url: string
  process: ChildProcess
  /** Everything that it wrote to its output. */
  output: () => string
  /** Ends it as a crash would: at once. */
  kill: () => Promise<void>
  /** Ends it as an operator would, and waits. */
  stop: () => Promise<number | null>
}

/**
 * Starts a store and waits until it is ready.
 * @param environment what differs from the environment of the tests
 * @param folder the working directory
 * @param sources where its code is
 */
export async function startStore(
  environment: Record<string, string> = {},
  folder = process.cwd(),
  sources = app.makePath()
): Promise<StoreProcess> {
  const loader = import.meta.resolve('@poppinss/ts-exec')
  return startProcess([`--import=${loader}`, join(sources, 'bin/server.ts')], environment, folder)
}

/**
 * Starts the server that `npm run dev` starts: it watches the sources, and Vite makes the assets.
 * @param folder the working directory, with its sources
 */
export async function startDevServer(
  environment: Record<string, string>,
  folder: string
): Promise<StoreProcess> {
  const watcher = [join(folder, 'ace.js'), 'serve', '--hmr']
  const store = await startProcess(watcher, environment, folder, { isGroup: true })
  return { ...store, stop: () => store.kill().then(() => null) }
}

async function startProcess(
  args: string[],
  environment: Record<string, string>,
  folder: string,
  { isGroup = false } = {}
): Promise<StoreProcess> {
  const port = environment.PORT ?? String(await freePort())
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      APP_KEY: env.get('APP_KEY')?.release() ?? '',
      DATA_DIR: storeConfig.dataDirectory,
      STRIPE_SECRET_KEY: env.get('STRIPE_SECRET_KEY') ?? '',
      STRIPE_WEBHOOK_SECRET: env.get('STRIPE_WEBHOOK_SECRET') ?? '',
      STRIPE_API_BASE: env.get('STRIPE_API_BASE') ?? '',
      REQUESTS_PER_NETWORK: '0',
      LOG_LEVEL: 'warn',
      STAFF_SECOND_FACTOR: 'optional',
      APP_URL: `http://127.0.0.1:${port}`,
      ...environment,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${environment.NODE_OPTIONS ?? ''}`,
      PORT: port,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))

  const store: StoreProcess = {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    kill: () => end(child, 'SIGKILL', isGroup).then(() => undefined),
    stop: () => end(child, 'SIGTERM', isGroup),
  }
  try {
    await waitUntil('the store is ready', () => isReady(child, store.url, store.output), 30)
  } catch (error) {
    await store.kill()
    throw new Error(`${(error as Error).message}\n${output}`)
  }
  return store
}

async function isReady(child: ChildProcess, url: string, output: () => string) {
  if (child.exitCode !== null) {
    throw new Error(`The store ended with exit code ${child.exitCode}.\n${output()}`)
  }
  try {
    const answer = await fetch(`${url}/health/live`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

async function end(
  child: ChildProcess,
  signal: 'SIGKILL' | 'SIGTERM',
  isGroup: boolean
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    process.kill(isGroup ? -child.pid! : child.pid!, signal)
    await ended
  }
  return child.exitCode
}
