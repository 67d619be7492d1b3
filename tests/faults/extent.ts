/** Whether all cases are tried, as `npm run test:faults` does, or the part that fits into `npm test`. */
export const isFull = process.env.PROOF === 'full'

/** The value for the full run or for the part of it. */
export function byExtent<Value>({ full, part }: { full: Value; part: Value }): Value {
  return isFull ? full : part
}

/** Prints how much was tried, beside the result of the test. */
export function printSummary(text: string) {
  console.log(`    ${text}`)
}
