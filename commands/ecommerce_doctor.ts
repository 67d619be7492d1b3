import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code if something is wrong. */
const FAILED = 1

const MARKS = { good: '✔', odd: '!', bad: '✘' } as const

/**
 * Checks everything that selling depends on: Stripe, webhooks, the queue, e-mail, storage, the database.
 */
export default class EcommerceDoctor extends BaseCommand {
  static commandName = 'ecommerce:doctor'
  static description =
    'Check everything that selling depends on, and print how to fix what does not work'
  static options: CommandOptions = { startApp: true }
  static help = ['Exit code 0: nothing is wrong. 1: lines that start with ✘ say what is.']

  @flags.boolean({ description: 'Print the findings as JSON' })
  declare json: boolean

  async run() {
    const { default: ExamineStore } = await import('#operations/doctor/examine_store')
    const examineStore = await this.app.container.make(ExamineStore)
    const findings = await examineStore.handle()

    if (this.json) {
      console.log(JSON.stringify(findings, null, 2))
    } else {
      for (const { name, state, text, fix } of findings) {
        console.log(`${MARKS[state]} ${name.padEnd(10)} ${text}${fix ? `\n  → ${fix}` : ''}`)
      }
    }
    this.exitCode = findings.some(({ state }) => state === 'bad') ? FAILED : 0
  }
}
