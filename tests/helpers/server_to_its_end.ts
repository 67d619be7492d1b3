import { spawn } from 'node:child_process'
import { once } from 'node:events'
import env from '#start/env'

/** Milliseconds after which a server that was to refuse its start counts as running. */
const PATIENCE = 60_000

export interface EndedServer {
  /** null: it had not ended by itself. */
  code: number | null
  stdout: string
  stderr: string
}

/** How an operator would run it, apart from what a test changes. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  APP_URL: 'https://shop.example',
  APP_KEY: 'an-operators-key-an-operators-key-0123',
  STRIPE_SECRET_KEY: 'sk_test_kiosk',
  STRIPE_WEBHOOK_SECRET: 'whsec_operator',
  LOG_LEVEL: 'info',
  DATA_DIR: env.get('DATA_DIR') ?? '',
  // Node 26 warns of how the framework traces its start.
  NODE_NO_WARNINGS: '1',
}

/**
 * Starts a server that is expected to refuse, and waits for its end.
 * @param environment what differs from a sound production environment; empty: not set
 */
export async function serverToItsEnd(environment: Record<string, string>): Promise<EndedServer> {
  const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
    env: { ...process.env, STRIPE_API_BASE: '', ...PRODUCTION, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended: EndedServer = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (ended.stdout += chunk))
  child.stderr.on('data', (chunk) => (ended.stderr += chunk))
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { ...ended, code }
}
