import type { SyncProgress } from '#actions/sync_catalogue'

/** Objects between two lines, where there is no terminal to draw a bar on. */
const STEP = 1000

const BAR_WIDTH = 24

/**
 * Shows how far a sync is: a bar on a terminal, plain lines elsewhere. Written to standard error, so
 * that the result alone is on standard output.
 */
export function progressPrinter({ silent }: { silent: boolean }) {
  if (silent) {
    return { show: () => {}, end: () => {} }
  }
  return process.stderr.isTTY ? bar() : lines()
}

function bar() {
  return {
    show: ({ stage, done, total }: SyncProgress) => {
      const filled = total ? Math.round((done / total) * BAR_WIDTH) : (done / 100) % BAR_WIDTH
      const drawn = '█'.repeat(filled).padEnd(BAR_WIDTH, '░')
      process.stderr.write(`\r\u001b[K${drawn} ${stage} ${done}${total ? ` of ${total}` : ''}`)
    },
    end: () => {
      process.stderr.write('\r\u001b[K')
    },
  }
}

function lines() {
  return {
    show: ({ stage, done, total }: SyncProgress) => {
      if (done === total || done % STEP === 0) {
        process.stderr.write(`${stage}: ${done}${total ? ` of ${total}` : ''}\n`)
      }
    },
    end: () => {},
  }
}
