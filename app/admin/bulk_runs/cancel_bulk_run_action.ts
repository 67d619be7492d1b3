import CancelBulkRun, { type CancelBulkRunOutcome } from '#records/bulk/cancel_bulk_run'
import type { Notice, RecordAction } from '#records/declarations/resource'
import type { BulkRunRecord } from '#records/bulk/find_bulk_run'

/** Cancels a bulk run; what is done stays. */
export const cancelBulkRun: RecordAction<BulkRunRecord> = {
  key: 'cancel',
  label: 'Cancel',
  permission: 'view',
  isOffered: ({ run }) => run.status === 'running',
  run: async (id, actor) => noticeOf(await new CancelBulkRun().handle({ runId: id, actor })),
}

function noticeOf({ type }: CancelBulkRunOutcome): Notice | null {
  switch (type) {
    case 'cancelled':
      return { kind: 'success', text: 'Cancelled. What was done so far stays done.' }
    case 'over':
      return { kind: 'info', text: 'It is over already.' }
    case 'forbidden':
      return { kind: 'error', text: 'Your role may not cancel this run.' }
    case 'not_found':
      return null
  }
}
