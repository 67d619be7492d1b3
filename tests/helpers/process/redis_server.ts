import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { waitUntil } from '#tests/helpers/wait_until'

const BINARY = '/usr/bin/redis-server'

/** Whether this machine can run a Redis of its own. */
export const hasRedisServer = existsSync(BINARY)

/** A Redis that can be stopped and started. */
export class RedisServer {
  #process: ChildProcess | null = null

  constructor(readonly port: number) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`
  }

  async start() {
    this.#process = spawn(
      BINARY,
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: 'ignore' }
    )
    await waitUntil('Redis answers', () => this.#answers())
  }

  async stop() {
    const process = this.#process
    this.#process = null
    if (process && process.exitCode === null) {
      const ended = once(process, 'exit')
      process.kill('SIGKILL')
      await ended
    }
  }

  /** Keeps connections open without answering, until `thaw`. */
  freeze() {
    this.#process?.kill('SIGSTOP')
  }

  thaw() {
    this.#process?.kill('SIGCONT')
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }
}
