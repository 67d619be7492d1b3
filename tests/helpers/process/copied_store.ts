import { type ExecFileException, execFile } from 'node:child_process'
import {
  access,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { startDevServer, startStore, type StoreProcess } from '#tests/helpers/process/store_process'

/** For commands; a store that is started has its own. */
const APP_URL = 'http://localhost'

/** Milliseconds after which a command counts as hung. */
const LONGEST_COMMAND = 300_000

const run = promisify(execFile)

/**
 * A copy of the sources in a folder of its own, with a database of its own, to be changed as somebody
 * who builds on them would.
 */
export class CopiedStore {
  private constructor(readonly folder: string) {}

  static async make(): Promise<CopiedStore> {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-copy-'))
    for (const file of await sourceFiles()) {
      await cp(app.makePath(file), join(folder, file))
    }
    await mkdir(join(folder, 'public'), { recursive: true })
    for (const made of ['node_modules', 'public/assets']) {
      await symlink(app.makePath(made), join(folder, made))
    }
    return new CopiedStore(folder)
  }

  /**
   * Does what a part of the README says: writes its files, changes lines, runs its commands. Code
   * without the path of a file is only an example.
   * @param words other names for those of the README, so that a store which has followed it already
   *   can be copied, too
   */
  async follow(heading: string, words: Record<string, string> = {}) {
    for (const { language, lines } of await recipe(heading, words)) {
      if (language === 'sh') {
        for (const line of lines) {
          await this.ace(line.replace(/^node ace |\s+#.*$/g, '').split(' '))
        }
        continue
      }
      const path = /^ ?\/\/ (\S+\.ts)$/.exec(lines[0])?.[1]
      if (path === undefined) {
        continue
      }
      const file = await this.#find(path)
      if (language === 'diff') {
        await this.write(file, patch(await this.read(file), lines.slice(1)))
      } else {
        await this.write(file, `${lines.slice(1).join('\n')}\n`)
      }
    }
  }

  /** @throws Error with the output of a command that fails */
  /** @param environment what differs from its own */
  ace(args: string[], input?: string, environment: Record<string, string> = {}): Promise<string> {
    return this.#run(['ace.js', ...args], input, environment)
  }

  start(environment: Record<string, string> = {}): Promise<StoreProcess> {
    return startStore({ ...this.#environment, ...environment }, this.folder, this.folder)
  }

  /** The names of its routes that begin like this. */
  async routeNames(beginning: string): Promise<string[]> {
    const domains = JSON.parse(await this.ace(['list:routes', '--json'])) as {
      routes: { name: string }[]
    }[]
    return domains
      .flatMap(({ routes }) => routes.map(({ name }) => name))
      .filter((name) => name.startsWith(beginning))
  }

  /** Starts it as `npm run dev` does. */
  serve(): Promise<StoreProcess> {
    return startDevServer(this.#environment, this.folder)
  }

  /** @throws Error with what TypeScript finds wrong */
  async typecheck(): Promise<void> {
    const compiler = join(this.folder, 'node_modules/typescript/bin/tsc')
    await this.#run([compiler, '--noEmit'])
  }

  /** Rows of its database. */
  rows(sql: string): Record<string, unknown>[] {
    const database = new Database(join(this.folder, '.data/kiosk.sqlite3'), { readonly: true })
    try {
      return database.prepare<[], Record<string, unknown>>(sql).all()
    } finally {
      database.close()
    }
  }

  read(file: string): Promise<string> {
    return readFile(join(this.folder, file), 'utf8')
  }

  has(file: string): Promise<boolean> {
    return access(join(this.folder, file)).then(
      () => true,
      () => false
    )
  }

  async write(file: string, content: string) {
    const path = join(this.folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }

  /** Changes a file; the text must be there. */
  async replace(file: string, text: string, replacement: string) {
    const content = await this.read(file)
    if (!content.includes(text)) {
      throw new Error(`${file} no longer contains "${text}".`)
    }
    await this.write(
      file,
      content.replace(text, () => replacement)
    )
  }

  /** The newest file where the path has `<time>`, which a command made up. */
  async #find(path: string): Promise<string> {
    if (!path.includes('<time>')) {
      return path
    }
    const [, ending] = path.split('<time>')
    const names = await readdir(join(this.folder, dirname(path)))
    const made = names.filter((name) => name.endsWith(ending)).sort()
    if (made.length === 0) {
      throw new Error(`No command has made ${path}.`)
    }
    return join(dirname(path), made.at(-1)!)
  }

  async #run(
    args: string[],
    input?: string,
    environment: Record<string, string> = {}
  ): Promise<string> {
    const running = run(process.execPath, args, {
      cwd: this.folder,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        APP_URL,
        ...this.#environment,
        ...environment,
      },
      timeout: LONGEST_COMMAND,
      killSignal: 'SIGKILL',
    })
    running.child.stdin?.end(input)
    try {
      const { stdout } = await running
      return stdout
    } catch (error) {
      const { message, stdout, stderr } = error as ExecFileException
      throw new Error(`${message}\n${stdout}\n${stderr}`)
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }

  get #environment(): Record<string, string> {
    return {
      APP_KEY: env.get('APP_KEY')?.release() ?? '',
      DB_CONNECTION: 'sqlite',
      DATA_DIR: join(this.folder, '.data'),
      REDIS_URL: '',
      STRIPE_SECRET_KEY: env.get('STRIPE_SECRET_KEY') ?? '',
      STRIPE_WEBHOOK_SECRET: env.get('STRIPE_WEBHOOK_SECRET') ?? '',
      STRIPE_API_BASE: env.get('STRIPE_API_BASE') ?? '',
    }
  }
}

/** All source files, including those not committed yet. */
async function sourceFiles(): Promise<string[]> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z']
  const options = { cwd: app.makePath(), maxBuffer: 16 * 1024 * 1024 }
  const [{ stdout: all }, { stdout: gone }] = await Promise.all([
    run('git', list, options),
    run('git', ['ls-files', '--deleted', '-z'], options),
  ])
  const deleted = new Set(gone.split('\0'))
  return all.split('\0').filter((file) => file !== '' && !deleted.has(file))
}

/** The blocks of code in a part of the README, in their order. */
async function recipe(heading: string, words: Record<string, string>) {
  const readme = await readFile(app.makePath('README.md'), 'utf8')
  const part = readme.split(/^## /m).find((one) => one.startsWith(`${heading}\n`))
  if (part === undefined) {
    throw new Error(`The README has no part "${heading}".`)
  }
  return [...part.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language, code]) => ({
    language,
    lines: rename(code, words).split('\n'),
  }))
}

function rename(text: string, words: Record<string, string>): string {
  return Object.entries(words).reduce((renamed, [from, to]) => renamed.replaceAll(from, to), text)
}

/**
 * Inserts the lines with a plus after the lines that precede them in the recipe. An import that is
 * there already is left out.
 */
function patch(source: string, lines: string[]): string {
  const patched = source.split('\n')
  let place = 0
  for (const line of lines) {
    if (line.startsWith('+import ') && patched.includes(line.slice(1))) {
      continue
    }
    if (line.startsWith('+')) {
      patched.splice(place, 0, line.slice(1))
    } else {
      place = patched.indexOf(line.slice(1), place)
      if (place === -1) {
        throw new Error(`There is no longer a line "${line.slice(1)}".`)
      }
    }
    place++
  }
  return patched.join('\n')
}
