const realNow = Date.now

/**
 * Advances the clock of the store, which runs in this process. Call `restoreTime` in
 * `group.each.teardown`.
 */
export function advanceTime(seconds: number) {
  Date.now = () => realNow() + seconds * 1000
}

export function restoreTime() {
  Date.now = realNow
}
