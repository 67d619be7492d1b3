import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Message } from '#tests/runner/messages'
import type { Report } from '#tests/runner/report'
import type { Slot } from '#tests/runner/slot'
import { isWithoutDatabase, type Portion, type SpecFile } from '#tests/runner/spec_files'

const ROOT = join(import.meta.dirname, '../..')

const LOADER = pathToFileURL(join(import.meta.dirname, 'cached_typescript.mjs')).href

/** Minutes after which a file counts as hanging. */
const FILE_LIMIT = process.env.PROOF === 'full' ? 120 : 10

/** Milliseconds to wait for what a process has printed before it ended. */
const LAST_WORDS = 2000

/** Processes that run, for `endAll`. */
const running = new Set<ChildProcess>()

/**
 * Runs the files in a process of their own, one after another, and reports what comes of them.
 * @returns the files that were not begun because the process ended before
 */
export async function runPortion(
  slot: Slot,
  portion: Portion,
  report: Report
): Promise<SpecFile[]> {
  let hanging: SpecFile | undefined
  const progress = new Progress(portion, report, (file) => {
    hanging = file
    endGroup(child)
  })
  let output = ''
  const child = start(slot, portion)
  running.add(child)
  child.on('message', (message: Message) => progress.hear(message))
  child.stdout!.on('data', (chunk) => (output += chunk))
  child.stderr!.on('data', (chunk) => (output += chunk))
  const closed = once(child, 'close')
  const [code, signal] = await once(child, 'exit')
  progress.stopClock()
  endGroup(child)
  await Promise.race([closed, sleep(LAST_WORDS, undefined, { ref: false })])
  running.delete(child)

  if (hanging) {
    report.problem(hanging.path, `was not done after ${FILE_LIMIT} minutes.`, output)
    return progress.notBegun(hanging)
  }
  if (!progress.isFinished) {
    const culprit = progress.current ?? portion[0]
    report.problem(culprit.path, `ended its process: ${signal ?? `exit code ${code}`}.`, output)
    return progress.notBegun(culprit)
  }
  if (code !== 0 && !progress.hasFailures) {
    const files = portion.map(({ path }) => path).join(', ')
    report.problem(files, 'failed outside of a test.', output)
  } else {
    report.output(output)
  }
  return []
}

/** Ends every process of tests with all that it has started. */
export function endAll() {
  running.forEach(endGroup)
}

/** Follows which file a process is at. */
class Progress {
  isFinished = false
  hasFailures = false
  /** What is loaded or run at the moment. */
  current: SpecFile | undefined
  #isRunning = false
  #clock: NodeJS.Timeout | undefined
  readonly #notBegun: Set<SpecFile>

  constructor(
    readonly portion: Portion,
    readonly report: Report,
    readonly onHanging: (file: SpecFile) => void
  ) {
    this.#notBegun = new Set(portion)
  }

  hear(message: Message) {
    switch (message.type) {
      case 'loading':
        this.#enter(message.file, false)
        break
      case 'started':
        this.#enter(message.file, true)
        break
      case 'test':
        this.hasFailures ||= message.outcome === 'failed'
        this.report.test(this.#enter(message.file, true), message)
        break
      case 'finished':
        this.#leave()
        this.isFinished = true
        this.report.failures(message.errors)
        break
    }
  }

  stopClock() {
    clearTimeout(this.#clock)
  }

  /** Files that another process may run after this one has ended at `culprit`. */
  notBegun(culprit: SpecFile): SpecFile[] {
    return this.portion.filter((file) => file !== culprit && this.#notBegun.has(file))
  }

  #enter(path: string, isRunning: boolean): SpecFile {
    const file = this.portion.find((one) => one.path === relative(ROOT, path))
    if (!file) {
      throw new Error(`${path} was not to be run.`)
    }
    if (file !== this.current || isRunning !== this.#isRunning) {
      this.#leave()
      this.current = file
      this.#isRunning = isRunning
      if (isRunning) {
        this.#notBegun.delete(file)
        this.report.fileBegun(file)
      }
      this.#clock = setTimeout(() => this.onHanging(file), FILE_LIMIT * 60_000)
    }
    return file
  }

  #leave() {
    this.stopClock()
    if (this.current && this.#isRunning) {
      this.report.fileDone(this.current)
    }
    this.current = undefined
  }
}

function start(slot: Slot, portion: Portion): ChildProcess {
  const [{ suite }] = portion
  const files = portion.map(({ path }) => path).join()
  const folder = slot.environment.DATA_DIR
  const data = isWithoutDatabase(suite) ? { DATA_DIR: `${folder}/no_database` } : {}
  return spawn(
    process.execPath,
    ['bin/test.ts', suite, `--files=${files}`, '--reporters=channel'],
    {
      cwd: ROOT,
      env: { ...process.env, ...slot.environment, ...data, NODE_OPTIONS: `--import=${LOADER}` },
      // A group of its own, so that what the tests have started ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }
  )
}

function endGroup({ pid }: ChildProcess) {
  try {
    process.kill(-pid!, 'SIGKILL')
  } catch {
    // None of it is still running.
  }
}
