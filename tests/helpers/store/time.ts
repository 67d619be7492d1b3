const realNow = Date.now

/**
 * Lets time pass for the store, which runs in this process. For `group.each.teardown`, `restoreTime`
 * brings it back.
 */
export function advanceTime(seconds: number) {
  Date.now = () => realNow() + seconds * 1000
}

export function restoreTime() {
  Date.now = realNow
}
