/*
|--------------------------------------------------------------------------
| Parallel test runner entry point
|--------------------------------------------------------------------------
|
| Runs the suites in several processes: `npm test`, or `npm test -- cli browser`.
| `--processes=4` says in how many, `--slowest=30` names the slowest tests, and
| `--record` keeps how long the files took, by which later runs are planned.
| Any other flag is one of the test runner's own, such as `--files=sign_in`:
| then one process runs what it chooses.
|
*/

import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAssets } from '#tests/runner/assets'
import { Report } from '#tests/runner/report'
import { endAll, runPortion } from '#tests/runner/run_portion'
import { openSlot, type Slot } from '#tests/runner/slot'
import { planPortions, type Portion, recordSeconds, SUITES } from '#tests/runner/spec_files'

const ROOT = join(import.meta.dirname, '..')

const OPTIONS = {
  processes: { type: 'string' },
  slowest: { type: 'string' },
  record: { type: 'boolean' },
} as const

const {
  values,
  positionals: suites,
  tokens,
} = parseArgs({
  strict: false,
  tokens: true,
  options: OPTIONS,
})
const isForOneProcess = tokens.some((token) => token.kind === 'option' && !(token.name in OPTIONS))

const open = new Set<Slot>()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    endAll()
    await Promise.all([...open].map((slot) => slot.close()))
    process.exit(1)
  })
}

process.env.NODE_ENV = 'test'
if (isForOneProcess) {
  process.exitCode = node('--import=@poppinss/ts-exec', 'bin/test.ts', ...process.argv.slice(2))
} else {
  process.exitCode = (await runInParallel()) ? 0 : 1
}

function node(...args: string[]): number {
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1
}

async function runInParallel(): Promise<boolean> {
  const unknown = suites.find((name) => !SUITES.includes(name))
  if (unknown) {
    console.error(`There is no suite "${unknown}"; there are ${SUITES.join(', ')}.`)
    return false
  }
  generateIndexes()
  buildAssets()
  const queue = planPortions(suites, process.env.DB_CONNECTION === 'pg')
  const report = new Report()
  const wanted = Number(values.processes ?? process.env.TEST_PROCESSES ?? 0)
  const count = Math.min(wanted || Math.max(2, availableParallelism()), queue.length)
  await Promise.all(Array.from({ length: count }, (_, index) => runFrom(queue, report, index + 1)))
  if (values.record) {
    recordSeconds(report.milliseconds)
  }
  return report.end(Number(values.slowest ?? 0))
}

/** As `node ace test` does. */
function generateIndexes() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['ace.js', 'codegen'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) {
    throw new Error(`The indexes could not be generated.\n${stdout}${stderr}`)
  }
}

/** Runs portions until none is left. */
async function runFrom(queue: Portion[], report: Report, number: number) {
  const slot = await openSlot(number)
  open.add(slot)
  try {
    for (let portion = queue.shift(); portion; portion = queue.shift()) {
      const left = await runPortion(slot, portion, report)
      if (left.length > 0) {
        queue.push(left)
      }
    }
  } finally {
    open.delete(slot)
    await slot.close()
  }
}
