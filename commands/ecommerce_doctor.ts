import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code where something is wrong. */
const FAILED = 1

const MARKS = { good: '✔', odd: '!', bad: '✘' } as const

/**
 * Tries everything that selling hangs on.
 */
export default class EcommerceDoctor extends BaseCommand {
  static commandName = 'ecommerce:doctor'
  static description =
    'Try everything that selling hangs on, and say how to mend what does not work'
  static options: CommandOptions = { startApp: true }
  static help = ['Exit code 0: nothing is wrong. 1: a line that begins with ✘ says what is.']

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
