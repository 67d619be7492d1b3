/** Milliseconds between two looks. */
const INTERVAL = 25

/**
 * Waits until something is so.
 * @param look its answer is returned as soon as it is neither false, null nor undefined
 * @param seconds after which waiting fails with `what`
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
  throw new Error(`Waited ${seconds} seconds in vain: ${what}`)
}
