import { Job } from '@adonisjs/queue'
import RunBulk from '#records/bulk/run_bulk'

/** Shorter than a stopping process waits for its jobs. */
const SECONDS = 5

/**
 * Continues a bulk run, and dispatches itself again until it is over.
 */
export default class RunBulkJob extends Job<{ runId: number }> {
  async execute() {
    const { runId } = this.payload
    if ((await new RunBulk().handle(runId, SECONDS)) === 'unfinished') {
      await RunBulkJob.dispatch({ runId })
    }
  }
}
