/** Milliseconds between two checks. */
const INTERVAL = 25

/**
 * Waits until a condition is met.
 * @param look is called until its result is neither false, null nor undefined, and that is returned
 * @param seconds how long to wait
 * @throws Error naming `what` when the time is over
 */
export async function waitUntil<Found>(
  what: string,
  look: () => Promise<Found | false | null | undefined> | Found | false | null | undefined,
  seconds = 10
): Promise<Found> {
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) {
      return found
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL))
  }
  throw new Error(`Waited ${seconds} seconds without success: ${what}`)
}
