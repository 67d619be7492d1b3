import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import deliveryConfig from '#config/delivery'
import { waitUntil } from '#tests/helpers/wait_until'

const BINARY = '/usr/sbin/nginx'

/** The user of nginx's workers, as on Debian. */
const USER = 'www-data'

export interface NginxOptions {
  port: number
  /** Where Kiosk listens. */
  upstream: number
  /** Whether the workers are in the group of the files. */
  isInGroup?: boolean
  /** Changes the locations of the README. */
  change?: (locations: string) => string
}

/** Whether this machine can run an nginx whose workers are another user. */
export const canRunNginx = existsSync(BINARY) && process.getuid?.() === 0

/**
 * A real nginx with the locations of the README.
 */
export class NginxServer {
  #process: ChildProcess | null = null
  #folder = ''

  constructor(private options: NginxOptions) {}

  async start() {
    this.#folder = await mkdtemp(join(tmpdir(), 'kiosk-nginx-'))
    const path = join(this.#folder, 'nginx.conf')
    await writeFile(path, await this.#configuration())
    this.#process = spawn(BINARY, ['-c', path], { stdio: 'ignore' })
    await waitUntil('nginx answers', () =>
      fetch(`http://127.0.0.1:${this.options.port}/health/live`).then(
        ({ ok }) => ok,
        () => false
      )
    )
  }

  async stop() {
    if (this.#process && this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit')
      this.#process.kill('SIGTERM')
      await ended
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #configuration(): Promise<string> {
    const { port, upstream, isInGroup = false, change = (locations) => locations } = this.options
    const group = isInGroup ? 'root' : USER
    const readme = await readFile(app.makePath('README.md'), 'utf8')
    const locations = [...readme.matchAll(/```nginx\n([\s\S]*?)```/g)]
      .map(([, block]) => block)
      .join('\n')
      .replaceAll('$host', '$http_host')
      .replaceAll('127.0.0.1:3333', `127.0.0.1:${upstream}`)
      .replaceAll('/var/lib/kiosk/goods', deliveryConfig.goodsDirectory)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${this.#folder}/${kind};`)
      .join(' ')
    return `
      user ${USER} ${group};
      daemon off;
      worker_processes 1;
      pid ${this.#folder}/pid;
      error_log ${this.#folder}/error.log;
      events {}
      http {
        access_log off;
        ${temporary}
        server { listen 127.0.0.1:${port}; ${change(locations)} }
      }`
  }
}
