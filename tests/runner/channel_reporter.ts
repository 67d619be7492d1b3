import { format } from 'node:util'
import { BaseReporter } from '@japa/runner/core'
import type { GroupEndNode, NamedReporterContract, TestEndNode } from '@japa/runner/types'
import { type Outcome, report } from '#tests/runner/messages'

/** Characters of a line. */
const LONGEST = 300

/**
 * Reports to the runner that started this process: each test, and at the end what failed, as text.
 */
class ChannelReporter extends BaseReporter {
  override onGroupStart() {
    report({ type: 'started', file: this.currentFileName ?? '' })
  }

  override onTestEnd(test: TestEndNode) {
    report({
      type: 'test',
      file: this.currentFileName ?? '',
      title: [this.currentGroupName, test.title.expanded].filter(Boolean).join(' / '),
      outcome: outcomeOf(test),
      milliseconds: test.duration,
      error: firstLine(test.errors),
    })
  }

  override onGroupEnd({ title, errors }: GroupEndNode) {
    if (errors.length > 0) {
      report({
        type: 'test',
        file: this.currentFileName ?? '',
        title: `${title} / before or after its tests`,
        outcome: 'failed',
        milliseconds: 0,
        error: firstLine(errors),
      })
    }
  }

  override async end() {
    const summary = this.runner!.getSummary()
    const errors = await printed(() => this.printErrors(summary))
    report({ type: 'finished', errors })
  }
}

export const channelReporter: NamedReporterContract = {
  name: 'channel',
  handler: (runner, emitter) => new ChannelReporter().boot(runner, emitter),
}

/** The whole error is printed at the end; a line tells at once what to look for. */
function firstLine([first]: { error: Error }[]): string | null {
  return first ? first.error.message.split('\n')[0].slice(0, LONGEST) : null
}

function outcomeOf({ hasError, isSkipped, isTodo }: TestEndNode): Outcome {
  if (isSkipped || isTodo) {
    return 'skipped'
  }
  return hasError ? 'failed' : 'passed'
}

/** What is printed meanwhile: the printer of errors knows no other place than the console. */
async function printed(print: () => Promise<void>): Promise<string> {
  const lines: string[] = []
  const original = console.error
  console.error = (...values: unknown[]) => lines.push(format(...values))
  try {
    await print()
  } finally {
    console.error = original
  }
  return lines.join('\n')
}
