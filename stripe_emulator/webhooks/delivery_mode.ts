/** How webhooks are delivered; every mode but `normal` is a fault. */
export type DeliveryModeName =
  | 'normal'
  | 'off'
  | 'hold'
  | 'twice'
  | 'shuffle'
  | 'delay'
  | 'truncate'
  | 'wrong_signature'
  | 'old_signature'
export const DELIVERY_MODES: readonly DeliveryModeName[] = [
  'normal',
  'off',
  'hold',
  'twice',
  'shuffle',
  'delay',
  'truncate',
  'wrong_signature',
  'old_signature',
]

export interface DeliveryModeOptions {
  mode: DeliveryModeName
  /** Number of deliveries (attempts for `truncate` and the signatures) until normal again. */
  times?: number
  /** Delay of a delivery (`delay`), or time to collect deliveries before shuffling (`shuffle`). */
  delayMs?: number
}

const PER_ATTEMPT: readonly DeliveryModeName[] = ['truncate', 'wrong_signature', 'old_signature']

/** The current mode, which ends after its number of deliveries. */
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
