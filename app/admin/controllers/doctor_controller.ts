import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import ExamineStore from '#operations/doctor/examine_store'

/** The label and colour of each state of a finding. */
const LABELS = {
  good: { text: 'Good', tone: 'good' },
  odd: { text: 'To know', tone: 'info' },
  bad: { text: 'To fix', tone: 'bad' },
} as const

/**
 * Runs the checks of `ExamineStore` and shows the findings. Nothing is saved.
 */
export default class DoctorController {
  async show({ view }: HttpContext) {
    return view.render('pages/admin/doctor', { findings: null })
  }

  @inject()
  async run({ view }: HttpContext, examineStore: ExamineStore) {
    const findings = await examineStore.handle()
    return view.render('pages/admin/doctor', {
      bad: findings.filter(({ state }) => state === 'bad').length,
      findings: findings.map((finding) => ({ ...finding, words: LABELS[finding.state] })),
    })
  }
}
