/*
|--------------------------------------------------------------------------
| Schedule
|--------------------------------------------------------------------------
|
| The work that runs at intervals, in every process that runs the queue. Several
| processes may run the same work at the same time.
|
*/

import app from '@adonisjs/core/services/app'
import type { ScheduledWork } from '#background/timetable'

export const schedule: ScheduledWork[] = [
  {
    name: 'sweep',
    everySeconds: 60,
    run: async () => {
      const { default: ResumeMissedWork } = await import('#operations/resume_missed_work')
      const sweep = await app.container.make(ResumeMissedWork)
      await sweep.handle()
    },
  },
  {
    name: 'cut_down',
    everySeconds: 6 * 60 * 60,
    run: async () => {
      const { default: ApplyRetention } = await import('#operations/apply_retention')
      await new ApplyRetention().handle()
    },
  },
  {
    name: 'search_texts',
    everySeconds: 24 * 60 * 60,
    run: async () => {
      const { default: RefreshSearchTexts } = await import('#operations/refresh_search_texts')
      await new RefreshSearchTexts().handle()
    },
  },
  {
    name: 'claims',
    everySeconds: 300,
    run: async () => {
      const { default: ClaimLeftPurchases } = await import('#buyers/claim_left_purchases')
      await new ClaimLeftPurchases().handle()
    },
  },
  {
    name: 'watch',
    everySeconds: 900,
    run: async () => {
      const { default: WatchStore } = await import('#operations/watch_store')
      await new WatchStore().handle()
    },
  },
  {
    name: 'reconcile',
    everySeconds: 300,
    run: async () => {
      const { default: ReconcileOnSchedule } =
        await import('#operations/reconcile/reconcile_on_schedule')
      const reconcile = await app.container.make(ReconcileOnSchedule)
      await reconcile.handle()
    },
  },
  {
    name: 'catalogue',
    everySeconds: 60 * 60,
    run: async () => {
      const { default: SyncOnSchedule } = await import('#catalogue/sync/sync_on_schedule')
      const sync = await app.container.make(SyncOnSchedule)
      await sync.handle()
    },
  },
]
