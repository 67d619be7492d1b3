import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import adonisrc from '../../adonisrc.js'

const ROOT = join(import.meta.dirname, '../..')
const RECORD = join(import.meta.dirname, 'seconds.json')

/** One file of tests, by its path below the root. */
export interface SpecFile {
  suite: string
  path: string
}

/** Files of one suite that share a process. */
export type Portion = SpecFile[]

/** Seconds of tests that are worth the start of a process, which takes about two. */
const WORTH_A_PROCESS = 20

/** Seconds that a file takes of which nothing is recorded. */
const UNKNOWN = 5

/**
 * What need not run again on PostgreSQL. The suite never reaches the database of the store under test:
 * it is given a folder without one, so that it cannot begin to. The files start stores of their own,
 * which are on SQLite in any case, or are about what no database changes: the machine's Node, the
 * generators, and how pages look.
 */
const SUITES_WITHOUT_DATABASE = ['unit']
const ALWAYS_ON_SQLITE = [
  'tests/browser/every_page.spec.ts',
  'tests/browser/long_words.spec.ts',
  'tests/cli/demo.spec.ts',
  'tests/cli/generators.spec.ts',
  'tests/cli/node_floor.spec.ts',
  'tests/cli/recipes.spec.ts',
]

const suites = adonisrc.tests!.suites

/** The names of all suites. */
export const SUITES = suites.map(({ name }) => name)

/**
 * The files of the suites in portions, those first that take longest.
 * @param names of the suites; all of them where it is empty
 */
export function planPortions(names: string[], isPostgres: boolean): Portion[] {
  const recorded = readSeconds()
  const secondsOf = (files: SpecFile[]) =>
    files.reduce((sum, file) => sum + (recorded[keyOf(file)] ?? UNKNOWN), 0)
  return suites
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .flatMap((suite) => {
      const files = filesOf(suite, isPostgres)
      files.sort((one, other) => secondsOf([other]) - secondsOf([one]))
      return cut(files, (portion) => secondsOf(portion) >= WORTH_A_PROCESS)
    })
    .sort((one, other) => secondsOf(other) - secondsOf(one))
}

/** Whether a suite runs without a database. */
export function isWithoutDatabase(suite: string): boolean {
  return SUITES_WITHOUT_DATABASE.includes(suite)
}

/** Records how long files took, for the plans of later runs. */
export function recordSeconds(milliseconds: Map<SpecFile, number>) {
  const recorded = readSeconds()
  for (const [file, taken] of milliseconds) {
    recorded[keyOf(file)] = Math.round(taken / 100) / 10
  }
  const sorted = Object.fromEntries(Object.entries(recorded).sort())
  writeFileSync(RECORD, `${JSON.stringify(sorted, null, 2)}\n`)
}

function readSeconds(): Record<string, number> {
  return JSON.parse(readFileSync(RECORD, 'utf8'))
}

/** Without the folder, so that a file that is moved is still known. */
function keyOf({ suite, path }: SpecFile): string {
  return `${suite}/${basename(path, '.spec.ts')}`
}

function filesOf({ name, files }: { name: string; files: string | string[] }, isPostgres: boolean) {
  if (isPostgres && isWithoutDatabase(name)) {
    return []
  }
  return globSync(files, { cwd: ROOT })
    .filter((path) => !isPostgres || !ALWAYS_ON_SQLITE.includes(path))
    .sort()
    .map((path): SpecFile => ({ suite: name, path }))
}

function cut(files: SpecFile[], isEnough: (portion: Portion) => boolean): Portion[] {
  const portions: Portion[] = []
  for (const file of files) {
    const last = portions.at(-1)
    if (last && !isEnough(last)) {
      last.push(file)
    } else {
      portions.push([file])
    }
  }
  return portions
}
