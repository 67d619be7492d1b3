import type { SyncProgress } from '#catalogue/sync/sync_catalogue'

/** Objects between two lines of output where there is no terminal. */
const STEP = 1000

const BAR_WIDTH = 24

/** Objects per character of a bar with unknown total; it starts again when it is full. */
const PER_CHARACTER = 100

export interface ProgressPrinter {
  show: (progress: SyncProgress) => void
  end: () => void
}

/**
 * Shows the progress of a sync: a bar on a terminal, plain lines elsewhere. Writes to standard
 * error, so that standard output has only the result.
 */
export function progressPrinter({ silent }: { silent: boolean }): ProgressPrinter {
  if (silent) {
    return { show: () => {}, end: () => {} }
  }
  return process.stderr.isTTY ? bar() : lines()
}

function bar(): ProgressPrinter {
  return {
    show: (progress) => {
      process.stderr.write(`\r\u001b[K${barOf(progress)} ${progressText(progress)}`)
    },
    end: () => {
      process.stderr.write('\r\u001b[K')
    },
  }
}

function barOf({ done, total, isLast }: SyncProgress): string {
  if (isLast) {
    return '█'.repeat(BAR_WIDTH)
  }
  const filled = total ? (done / total) * BAR_WIDTH : (done / PER_CHARACTER) % BAR_WIDTH
  return '█'.repeat(Math.floor(filled)).padEnd(BAR_WIDTH, '░')
}

function lines(): ProgressPrinter {
  return {
    show: (progress) => {
      if (progress.isLast || progress.done % STEP === 0) {
        process.stderr.write(`${progressText(progress)}\n`)
      }
    },
    end: () => {},
  }
}

function progressText({ stage, done, total }: SyncProgress): string {
  return `${stage}: ${done}${total === null ? '' : ` of ${total}`}`
}
