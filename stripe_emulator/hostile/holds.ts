import { newId } from '#stripe_emulator/ids'
import { matchesCall, type CallMatch } from '#stripe_emulator/hostile/match'

/** `before` the call is executed, or `after` it, so that its answer can become outdated. */
export const HOLD_PHASES = ['before', 'after'] as const
export type HoldPhase = (typeof HOLD_PHASES)[number]

export interface HoldOptions extends CallMatch {
  phase: HoldPhase
}

interface Hold extends HoldOptions {
  id: string
  taken: boolean
  held: PromiseWithResolvers<void>
  released: PromiseWithResolvers<void>
}

/** Holds API calls on purpose; each hold stops one call until it is released. */
export class Holds {
  #holds = new Map<string, Hold>()

  add(options: HoldOptions): string {
    const id = newId('hold')
    this.#holds.set(id, {
      ...options,
      id,
      taken: false,
      held: Promise.withResolvers(),
      released: Promise.withResolvers(),
    })
    return id
  }

  /** Waits until the hold that matches this call is released; resolves at once if there is none. */
  async pass(phase: HoldPhase, method: string, path: string) {
    const hold = [...this.#holds.values()].find(
      (one) => !one.taken && one.phase === phase && matchesCall(one, method, path)
    )
    if (hold) {
      hold.taken = true
      hold.held.resolve()
      await hold.released.promise
    }
  }

  /** Resolves with true when a call is being held, with false after `timeoutMs`. */
  async untilHeld(id: string, timeoutMs: number): Promise<boolean> {
    const hold = this.#holds.get(id)
    if (!hold) {
      return false
    }
    const timeout = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => timeout.resolve(false), timeoutMs)
    const held = hold.held.promise.then(() => true)
    return Promise.race([held, timeout.promise]).finally(() => clearTimeout(timer))
  }

  /**
   * Releases the held call, or removes the hold if no call has come.
   * @returns false if unknown
   */
  release(id: string): boolean {
    const hold = this.#holds.get(id)
    hold?.released.resolve()
    return this.#holds.delete(id)
  }

  releaseAll() {
    for (const id of [...this.#holds.keys()]) {
      this.release(id)
    }
  }

  get size() {
    return this.#holds.size
  }
}
