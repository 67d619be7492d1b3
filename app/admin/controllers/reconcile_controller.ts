import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { lastReport, type ReconcileReport } from '#operations/reconcile/reconcile_report'
import RunReconcile from '#operations/reconcile/run_reconcile'
import { differenceText, resultText, comparedText } from '#operations/reconcile/reconcile_text'
import { notFound } from '#http/not_found'

/** The texts where there is no report. */
const PROBLEMS = {
  busy: 'Another process compares at this moment. Its report will stand here in a minute.',
} as const

/**
 * Compares purchases with Stripe, as a dry run or fixing differences, and shows the last report.
 * 404 without the right to check purchases.
 */
export default class ReconcileController {
  async show({ view }: HttpContext) {
    const report = await lastReport()
    return view.render('pages/admin/reconcile', { report: report && viewReport(report) })
  }

  @inject()
  async run(ctx: HttpContext, runReconcile: RunReconcile) {
    const { request, response, staff, view } = ctx
    const isDryRun = request.input('intent') !== 'run'
    const outcome = await runReconcile.handle({ isDryRun, actor: staff })
    switch (outcome.type) {
      case 'forbidden':
        throw notFound(ctx)
      case 'done':
        return view.render('pages/admin/reconcile', { report: viewReport(outcome.report) })
      default:
        response.status(503)
        return view.render('pages/admin/reconcile', {
          problem: outcome.type === 'busy' ? PROBLEMS.busy : outcome.problem,
        })
    }
  }
}

function viewReport(report: ReconcileReport) {
  return {
    isDryRun: report.isDryRun,
    endedAt: report.endedAt,
    seen: comparedText(report),
    result: resultText(report),
    differences: report.differences.map((difference) => ({
      text: differenceText(difference),
      state: difference.state,
    })),
  }
}
