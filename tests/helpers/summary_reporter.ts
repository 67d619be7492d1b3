import type { NamedReporterContract } from '@japa/runner/types'

/**
 * Prints the runner's figures as the last line: "N passed, N failed", and ", N skipped" where some were.
 */
export const summaryReporter: NamedReporterContract = {
  name: 'summary_reporter',
  handler(runner, emitter) {
    emitter.on('runner:end', () => {
      const { aggregates } = runner.getSummary()
      const skipped = aggregates.skipped + aggregates.todo
      process.once('exit', () => {
        console.log(
          `${aggregates.passed + aggregates.regression} passed, ${aggregates.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
        )
      })
    })
  },
}
