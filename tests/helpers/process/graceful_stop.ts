import { spawn } from 'node:child_process'
import { once } from 'node:events'
import env from '#start/env'

/** Milliseconds after which a server that should have refused to start counts as running. */
const PATIENCE = 60_000

export interface ExitedServer {
  /** null: it did not exit by itself. */
  code: number | null
  stdout: string
  stderr: string
}

/** A valid production environment, which tests change. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  APP_URL: 'https://shop.example',
  APP_KEY: 'an-operators-key-an-operators-key-0123',
  STRIPE_SECRET_KEY: 'sk_test_kiosk',
  STRIPE_WEBHOOK_SECRET: 'whsec_operator',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'shop@shop.example',
  LOG_LEVEL: 'info',
  DATA_DIR: env.get('DATA_DIR') ?? '',
  // Node 26 warns of how the framework traces its start.
  NODE_NO_WARNINGS: '1',
}

/**
 * Starts a server that is expected to refuse to start, and waits for its exit.
 * @param environment what differs from a sound production environment; empty: not set
 */
export async function runServerUntilExit(
  environment: Record<string, string>
): Promise<ExitedServer> {
  const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
    env: { ...process.env, STRIPE_API_BASE: '', ...PRODUCTION, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended: ExitedServer = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (ended.stdout += chunk))
  child.stderr.on('data', (chunk) => (ended.stderr += chunk))
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { ...ended, code }
}
