import type { StripeErrorBody } from '#stripe_emulator/http/stripe_error'
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
  /** For `status`; default: 500. */
  status?: number
  /** For `status`: Stripe's error, such as its code and message; default: one that fits the status. */
  error?: Partial<StripeErrorBody>
  /** Number of calls; default: 1. */
  times?: number
  /** For `delay`; default: 1000. */
  delayMs?: number
  /**
   * Whether the call is executed although its answer is lost. Default: true for
   * `reset_after_headers`, else false; `delay` always executes it.
   */
  executed?: boolean
}
export interface Fault extends FaultOptions {
  left: number
}

/** The faults of the next API calls. */
export class Faults {
  #faults: Fault[] = []

  add(options: FaultOptions) {
    this.#faults.push({ ...options, left: options.times ?? 1 })
  }

  /** The fault for this call, if any; the call is deducted from its number of calls. */
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
