/** Whether everything is tried, as by `npm run test:faults`, or a part that does not keep one waiting. */
export const isFull = process.env.PROOF === 'full'

/** One of these, by how much is to be tried. */
export function byExtent<Value>({ full, part }: { full: Value; part: Value }): Value {
  return isFull ? full : part
}

/** Prints what was tried, beside the result of the test. */
export function tell(text: string) {
  console.log(`    ${text}`)
}
