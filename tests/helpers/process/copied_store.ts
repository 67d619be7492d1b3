import { type ExecFileException, execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { type StoreProcess, startStore } from '#tests/helpers/process/store_process'

/** For commands; a store that is started has its own. */
const APP_URL = 'http://localhost'

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

  /** Does what a part of the README says: writes its files, changes lines, runs its commands. */
  async follow(heading: string) {
    for (const { language, lines } of await recipe(heading)) {
      if (language === 'sh') {
        await this.ace(lines[0].replace(/^node ace /, '').split(' '))
        continue
      }
      const file = join(this.folder, lines[0].trim().replace(/^\/\/ /, ''))
      if (language === 'diff') {
        await writeFile(file, patch(await readFile(file, 'utf8'), lines.slice(1)))
      } else {
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, `${lines.slice(1).join('\n')}\n`)
      }
    }
  }

  /** @throws Error with the output of a command that fails */
  async ace(args: string[], input?: string): Promise<void> {
    const running = run(process.execPath, ['ace.js', ...args], {
      cwd: this.folder,
      env: { ...process.env, NODE_ENV: 'development', APP_URL, ...this.#environment },
    })
    running.child.stdin?.end(input)
    try {
      await running
    } catch (error) {
      const { message, stdout, stderr } = error as ExecFileException
      throw new Error(`${message}\n${stdout}\n${stderr}`)
    }
  }

  start(): Promise<StoreProcess> {
    return startStore(this.#environment, this.folder, this.folder)
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
async function recipe(heading: string): Promise<{ language: string; lines: string[] }[]> {
  const readme = await readFile(app.makePath('README.md'), 'utf8')
  const part = readme.split(/^## /m).find((one) => one.startsWith(`${heading}\n`))
  if (part === undefined) {
    throw new Error(`The README has no part "${heading}".`)
  }
  return [...part.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language, code]) => ({
    language,
    lines: code.split('\n'),
  }))
}

/** Inserts the lines with a plus after the lines that precede them in the recipe. */
function patch(source: string, lines: string[]): string {
  const patched = source.split('\n')
  let place = 0
  for (const line of lines) {
    if (line.startsWith('+')) {
      patched.splice(place, 0, line.slice(1))
    } else {
      place = patched.indexOf(line.slice(1), place)
      if (place === -1) {
        throw new Error(`There is no line "${line.slice(1)}" any more.`)
      }
    }
    place++
  }
  return patched.join('\n')
}
