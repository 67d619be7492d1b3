import { Job } from '@adonisjs/queue'
import RunBulk from '#records/bulk/run_bulk'

/** Short enough for a process that is told to end. */
const SECONDS = 5

/**
 * Wakes the work on a bulk run, and again until it is over.
 */
export default class RunBulkJob extends Job<{ runId: number }> {
  async execute() {
    const { runId } = this.payload
    if ((await new RunBulk().handle(runId, SECONDS)) === 'unfinished') {
      await RunBulkJob.dispatch({ runId })
    }
  }
}
