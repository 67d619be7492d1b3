import { setTimeout } from 'node:timers/promises'

/** Milliseconds of a step. */
const STEP = 400

/**
 * Does work that depends on whether an address has an account, in whole steps of 400 milliseconds,
 * so that the duration of an answer does not reveal it.
 */
export async function inEqualTime<Result>(work: () => Promise<Result>): Promise<Result> {
  const begin = performance.now()
  try {
    return await work()
  } finally {
    await setTimeout(STEP - ((performance.now() - begin) % STEP))
  }
}
