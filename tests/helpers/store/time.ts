const realNow = Date.now

/**
 * Lets time pass for the store, which runs in this process. For `group.each.teardown`, `presentTime`
 * brings it back.
 */
export function later(seconds: number) {
  Date.now = () => realNow() + seconds * 1000
}

export function presentTime() {
  Date.now = realNow
}
