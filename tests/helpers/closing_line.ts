import type { NamedReporterContract } from '@japa/runner/types'

/**
 * Prints the runner's figures as the last line: "N passed, N failed", and ", N skipped" where some were.
 */
export const closingLine: NamedReporterContract = {
  name: 'closing_line',
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
