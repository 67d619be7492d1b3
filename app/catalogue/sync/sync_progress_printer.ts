import type { SyncProgress } from '#catalogue/sync/sync_catalogue'

/** Objects between two lines, where there is no terminal to draw a bar on. */
const STEP = 1000

const BAR_WIDTH = 24

/** Objects for one character of a bar whose end nobody knows; it starts again when it is full. */
const PER_CHARACTER = 100

export interface ProgressPrinter {
  show: (progress: SyncProgress) => void
  end: () => void
}

/**
 * Shows how far a sync is: a bar on a terminal, plain lines elsewhere. Written to standard error, so
 * that the result alone is on standard output.
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
      process.stderr.write(`\r\u001b[K${drawn(progress)} ${words(progress)}`)
    },
    end: () => {
      process.stderr.write('\r\u001b[K')
    },
  }
}

function drawn({ done, total, isLast }: SyncProgress): string {
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
        process.stderr.write(`${words(progress)}\n`)
      }
    },
    end: () => {},
  }
}

function words({ stage, done, total }: SyncProgress): string {
  return `${stage}: ${done}${total === null ? '' : ` of ${total}`}`
}
