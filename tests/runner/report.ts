import { closingWords } from '#tests/helpers/summary_reporter'
import type { TestMessage } from '#tests/runner/messages'
import type { SpecFile } from '#tests/runner/spec_files'

interface FileResult {
  begin: number
  passed: number
  failed: number
  skipped: number
  /** A line for each test that failed. */
  errors: string[]
}

/** Says what comes of the tests, file by file, and what failed at the end. */
export class Report {
  /** How long each file took. */
  readonly milliseconds = new Map<SpecFile, number>()
  #files = new Map<SpecFile, FileResult>()
  #failures: string[] = []
  #problems = 0
  #slowest: { name: string; milliseconds: number }[] = []

  fileBegun(file: SpecFile) {
    this.#files.set(file, { begin: Date.now(), passed: 0, failed: 0, skipped: 0, errors: [] })
  }

  test(file: SpecFile, { title, outcome, milliseconds, error }: TestMessage) {
    const result = this.#files.get(file)!
    result[outcome]++
    if (outcome === 'failed') {
      result.errors.push(`    ${title}: ${error ?? 'failed'}`)
    }
    this.#slowest.push({ name: `${file.path}: ${title}`, milliseconds })
  }

  /** Prints the result of a file, and in a line each what failed. */
  fileDone(file: SpecFile) {
    const { begin, passed, failed, skipped, errors } = this.#files.get(file)!
    const taken = Date.now() - begin
    this.milliseconds.set(file, taken)
    const counts = [`${passed} passed`]
    if (failed > 0) {
      counts.push(`${failed} failed`)
    }
    if (skipped > 0) {
      counts.push(`${skipped} skipped`)
    }
    const sign = failed > 0 ? '✘' : '✔'
    console.log(`${sign} ${file.path}  ${counts.join(', ')} (${seconds(taken)})`)
    errors.forEach((error) => console.log(error))
  }

  /** Keeps the messages of failed tests for the end. */
  failures(text: string) {
    if (text.trim() !== '') {
      this.#failures.push(text)
    }
  }

  /** Counts a failure that no test has reported. */
  problem(file: string, what: string, output: string) {
    this.#problems++
    this.#failures.push(`${file}\n${what}\n${output}`)
    console.log(`✘ ${file}  ${what}`)
  }

  /** Prints what tests have written to their output. */
  output(text: string) {
    if (text.trim() !== '') {
      console.log(text.trim().replace(/^/gm, '  '))
    }
  }

  /**
   * Prints what failed, and as the last line the figures.
   * @param slowest so many of the tests that took longest are named
   * @returns whether tests have run and none has failed
   */
  end(slowest: number): boolean {
    const sum = { passed: 0, failed: this.#problems, skipped: 0 }
    for (const { passed, failed, skipped } of this.#files.values()) {
      sum.passed += passed
      sum.failed += failed
      sum.skipped += skipped
    }
    this.#printSlowest(slowest)
    if (this.#failures.length > 0) {
      console.log(`\nWhat failed\n\n${this.#failures.join('\n\n')}\n`)
    }
    console.log(closingWords(sum))
    return sum.failed === 0 && sum.passed > 0
  }

  #printSlowest(count: number) {
    this.#slowest.sort((one, other) => other.milliseconds - one.milliseconds)
    for (const { name, milliseconds } of this.#slowest.slice(0, count)) {
      console.log(`${seconds(milliseconds).padStart(8)}  ${name}`)
    }
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
