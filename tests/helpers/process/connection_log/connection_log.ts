import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What other processes connect to. Unlike a machine without a server, it shows also what would
 * connect silently where there is one.
 */
export class ConnectionLog {
  private constructor(private folder: string) {}

  static async make(): Promise<ConnectionLog> {
    return new ConnectionLog(await mkdtemp(join(tmpdir(), 'kiosk-connections-')))
  }

  /** The environment of a process whose connections are to be recorded. */
  get environment(): Record<string, string> {
    const recorder = import.meta.resolve('#tests/helpers/process/connection_log/record')
    return {
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${recorder}`.trim(),
      CONNECTION_LOG: this.#file,
    }
  }

  /** The ports that were connected to, each once. */
  async ports(): Promise<number[]> {
    const lines = await readFile(this.#file, 'utf8').catch(() => '')
    return [...new Set(lines.split('\n').filter(Boolean).map(Number))]
  }

  async remove() {
    await rm(this.folder, { recursive: true, force: true })
  }

  get #file(): string {
    return join(this.folder, 'ports')
  }
}
