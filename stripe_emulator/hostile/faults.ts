import { matchesCall, type CallMatch } from '#stripe_emulator/hostile/match'

export type FaultKind = 'status' | 'timeout' | 'reset' | 'reset_after_headers' | 'delay'
export const FAULT_KINDS: readonly FaultKind[] = [
  'status',
  'timeout',
  'reset',
  'reset_after_headers',
  'delay',
]

export interface FaultOptions extends CallMatch {
  kind: FaultKind
  /** For `status`; 500 if not said. */
  status?: number
  /** For how many calls; 1 if not said. */
  times?: number
  /** For `delay`; 1000 if not said. */
  delayMs?: number
  /**
   * Whether the call is carried out although its answer is lost. If not said: yes for
   * `reset_after_headers`, no for the others (`delay` always carries it out).
   */
  executed?: boolean
}
export interface Fault extends FaultOptions {
  left: number
}

/** What goes wrong with the next API calls. */
export class Faults {
  #faults: Fault[] = []

  add(options: FaultOptions) {
    this.#faults.push({ ...options, left: options.times ?? 1 })
  }

  /** The fault that hits this call, if any; it is used up by one. */
  take(method: string, path: string): FaultOptions | undefined {
    const fault = this.#faults.find((one) => one.left > 0 && matchesCall(one, method, path))
    if (fault) {
      fault.left -= 1
      this.#faults = this.#faults.filter((one) => one.left > 0)
    }
    return fault
  }

  list(): readonly Fault[] {
    return this.#faults
  }

  clear() {
    this.#faults = []
  }
}
