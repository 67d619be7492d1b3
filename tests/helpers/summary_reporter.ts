import type { NamedReporterContract } from '@japa/runner/types'

/**
 * Prints the runner's figures as the last line. A run without tests is a failure: its filter is wrong.
 */
export const summaryReporter: NamedReporterContract = {
  name: 'summary_reporter',
  handler(runner, emitter) {
    emitter.on('runner:end', () => {
      const { aggregates, hasError } = runner.getSummary()
      if (aggregates.total === 0) {
        process.exitCode = 1
      }
      process.once('exit', () => {
        console.log(
          closingWords({
            passed: aggregates.passed + aggregates.regression,
            // What fails before or after the tests is no test, and yet a failure.
            failed: aggregates.failed || Number(hasError),
            skipped: aggregates.skipped + aggregates.todo,
          })
        )
      })
    })
  },
}

/** "N passed, N failed", and ", N skipped" where some were. */
export function closingWords(sum: { passed: number; failed: number; skipped: number }): string {
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''
  return `${sum.passed} passed, ${sum.failed} failed${skipped}`
}
