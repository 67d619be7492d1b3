/** What happens to webhooks on their way, instead of simply arriving. */
export type DeliveryModeName =
  'normal' | 'off' | 'hold' | 'twice' | 'shuffle' | 'delay' | 'truncate' | 'wrong_signature'
export const DELIVERY_MODES: readonly DeliveryModeName[] = [
  'normal',
  'off',
  'hold',
  'twice',
  'shuffle',
  'delay',
  'truncate',
  'wrong_signature',
]

export interface DeliveryModeOptions {
  mode: DeliveryModeName
  /** For how many deliveries (attempts for `truncate` and `wrong_signature`); then normal again. */
  times?: number
  /** How late (`delay`), or how long to gather before mixing (`shuffle`). */
  delayMs?: number
}

const PER_ATTEMPT: readonly DeliveryModeName[] = ['truncate', 'wrong_signature']

/** The mode in force, counting down the deliveries that it is meant for. */
export class DeliveryMode {
  #options: DeliveryModeOptions = { mode: 'normal' }
  #left = Infinity

  get name() {
    return this.#left > 0 ? this.#options.mode : 'normal'
  }

  get delayMs() {
    return this.#options.delayMs ?? (this.#options.mode === 'shuffle' ? 300 : 2000)
  }

  set(options: DeliveryModeOptions) {
    this.#options = options
    this.#left = options.times ?? Infinity
  }

  /** The mode for a new delivery. */
  takeForDelivery(): DeliveryModeName {
    return PER_ATTEMPT.includes(this.name) ? 'normal' : this.#take()
  }

  /** The mode for one attempt of a delivery. */
  takeForAttempt(): DeliveryModeName {
    return PER_ATTEMPT.includes(this.name) ? this.#take() : 'normal'
  }

  #take() {
    const name = this.name
    this.#left -= 1
    return name
  }
}
