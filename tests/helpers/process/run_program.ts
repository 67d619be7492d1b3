import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface EndedProgram {
  /** null: a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

/**
 * Runs a program to its end.
 * @param environment all that it gets of an environment
 */
export async function runProgram(
  [command, ...args]: [string, ...string[]],
  cwd: string,
  environment: NodeJS.ProcessEnv
): Promise<EndedProgram> {
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended: EndedProgram = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (ended.stdout += chunk))
  child.stderr.on('data', (chunk) => (ended.stderr += chunk))
  const [code] = await once(child, 'close')
  return { ...ended, code }
}
