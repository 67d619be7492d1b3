const realNow = Date.now

/** Milliseconds. */
const DAY = 25 * 60 * 60 * 1000

/**
 * Advances the clock of the store, which runs in this process. Call `restoreTime` in
 * `group.each.teardown`.
 */
export function advanceTime(seconds: number) {
  Date.now = () => realNow() + seconds * 1000
}

/**
 * Lets 25 hours pass for the store and for the local Stripe, which both run in this process: longer
 * than Stripe keeps idempotency keys, and than anybody stays signed in. Call `restoreTime` in
 * `group.each.teardown`.
 */
export function passADay() {
  const ahead = Date.now() - realNow() + DAY
  Date.now = () => realNow() + ahead
}

export function restoreTime() {
  Date.now = realNow
}
