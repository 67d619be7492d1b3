import { spawn } from 'node:child_process'
import { once } from 'node:events'
import env from '#start/env'
import { waitUntil } from '#tests/helpers/wait_until'

/** Milliseconds that it may take to end. */
const PATIENCE = 30_000

/**
 * Starts a process that runs the queue only, on the database of the tests, and waits until it is ready.
 * @param environment what differs from the environment of the tests
 */
export async function startWorker(environment: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--import=@poppinss/ts-exec', 'bin/console.ts', 'queue:work'],
    {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        APP_KEY: env.get('APP_KEY')?.release() ?? '',
        DATA_DIR: env.get('DATA_DIR') ?? '',
        STRIPE_SECRET_KEY: env.get('STRIPE_SECRET_KEY') ?? '',
        STRIPE_WEBHOOK_SECRET: env.get('STRIPE_WEBHOOK_SECRET') ?? '',
        STRIPE_API_BASE: env.get('STRIPE_API_BASE') ?? '',
        LOG_LEVEL: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }
  )
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  await waitUntil('the worker works', () => output.includes('Working the queue'), 30)

  return {
    output: () => output,
    /** Stops it as an operator would. @returns its exit code; null if it had to be killed */
    async stop(): Promise<number | null> {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
        await ended
        clearTimeout(timer)
      }
      return child.exitCode
    },
  }
}
