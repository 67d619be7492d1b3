import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { AttackAccounts } from '#tests/helpers/attacks/attacks'

const ATTACKER = fileURLToPath(new URL('attacker.ts', import.meta.url))

export interface RunningAttack {
  /** How often each status was answered, once it has ended; 0 is a closed connection. */
  ended: Promise<Record<number, number>>
}

/**
 * Attacks a store from another process, and returns once the attack has begun.
 * @param url of the store
 * @param name of one of the attacks
 * @throws Error with the attacker's output where it could not begin
 */
export async function startAttack(
  url: string,
  name: string,
  seconds: number,
  accounts: AttackAccounts
): Promise<RunningAttack> {
  const loader = import.meta.resolve('@poppinss/ts-exec')
  const child = spawn(
    process.execPath,
    [`--import=${loader}`, ATTACKER, url, name, String(seconds)],
    {
      env: { ...process.env, ATTACK_ACCOUNTS: JSON.stringify(accounts) },
      stdio: ['ignore', 'pipe', 'pipe'],
    }
  )
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  const lines: string[] = []
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line))
  const closed = once(child, 'close')
  await Promise.race([once(reader, 'line'), closed])
  if (child.exitCode !== null && child.exitCode !== 0) {
    throw new Error(`The attack "${name}" could not begin.\n${errors}`)
  }
  const ended = closed.then(() => {
    if (child.exitCode !== 0) {
      throw new Error(`The attack "${name}" failed.\n${errors}`)
    }
    return JSON.parse(lines[1])
  })
  // Whoever started it may not wait for it yet.
  ended.catch(() => {})
  return { ended }
}
