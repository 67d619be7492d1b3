import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import RunSync from '#catalogue/sync/run_sync'
import { viewReport } from '#admin/products/sync_report'
import { notFound } from '#http/not_found'
import FindOverview from '#admin/find_overview'

/**
 * Runs the catalogue sync, or shows in a dry run what it would change.
 */
export default class SyncController {
  async show({ view }: HttpContext) {
    return view.render('pages/admin/sync', { overview: await new FindOverview().handle() })
  }

  @inject()
  async run(ctx: HttpContext, runSync: RunSync) {
    const { request, response, staff, view } = ctx
    const outcome = await runSync.handle({
      dryRun: !['run', 'remove'].includes(request.input('intent')),
      allowRemovals: request.input('intent') === 'remove',
      actor: staff,
    })
    if (outcome.type === 'forbidden') {
      throw notFound(ctx)
    }
    if (outcome.type !== 'done') {
      response.status(outcome.type === 'failed' ? 503 : 409)
    }
    return view.render('pages/admin/sync', {
      overview: await new FindOverview().handle(),
      problem: outcome.type === 'done' ? null : outcome.problem,
      mayRemove: outcome.type === 'too_many_removals',
      report: outcome.type === 'done' ? viewReport(outcome.report) : null,
    })
  }
}
