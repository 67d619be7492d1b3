import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import app from '@adonisjs/core/services/app'

/** A command that is running, and what it has written so far. */
export interface AceProcess {
  process: ChildProcess
  stdout: () => string
  stderr: () => string
  /** Resolves with the exit code; null where a signal ended it. */
  ended: Promise<number | null>
}

/**
 * Starts a command as somebody at a terminal would, on the database of the tests.
 * @param environment what differs from the environment of the tests
 */
export function startAce(args: string[], environment: Record<string, string> = {}): AceProcess {
  const child = spawn(process.execPath, ['ace.js', ...args], {
    cwd: app.makePath(),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended: once(child, 'close').then(([code]) => code as number | null),
  }
}

/** Runs a command to its end. */
export async function runAce(args: string[], environment: Record<string, string> = {}) {
  const running = startAce(args, environment)
  const code = await running.ended
  const signal = running.process.signalCode
  return { code, signal, stdout: running.stdout(), stderr: running.stderr() }
}
