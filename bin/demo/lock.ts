import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoSettings } from './settings.js'

/** The demo that runs in a folder. */
interface Running {
  pid: number
  /** When the process started, where the system tells; process ids are used again. */
  startedAt: string | null
  storeUrl: string
}

/**
 * Reserves the folder of the demo for this process: two demos would overwrite each other's Stripe. A
 * lock that a crashed demo left behind is replaced.
 * @returns the function that gives the folder back
 * @throws Error if another demo runs there
 */
export function lockFolder({ folder, storeUrl }: DemoSettings): () => void {
  const file = join(folder, 'running.json')
  const running = readLock(file)
  if (running !== null && isAlive(running)) {
    throw new Error(
      `A demo already runs in ${folder}, at ${running.storeUrl} (process ${running.pid}). Use that one, or give this one a folder and ports of its own: DATA_DIR=.data/demo2 PORT=3334 STRIPE_EMULATOR_PORT=4243 npm run demo`
    )
  }
  rmSync(file, { force: true })
  const own: Running = { pid: process.pid, startedAt: startOf(process.pid), storeUrl }
  writeFileSync(file, JSON.stringify(own), { flag: 'wx' })
  return () => rmSync(file, { force: true })
}

function readLock(file: string): Running | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running
  } catch {
    return null
  }
}

function isAlive({ pid, startedAt }: Running): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return startedAt === startOf(pid)
}

/**
 * The start of a process in clock ticks since the machine started, from Linux.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (field 22; 2 may have blanks)
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return null
  }
}
