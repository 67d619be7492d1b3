import type { FormFields } from '#stripe_emulator/http/form'

/** One API call and the status of its answer. */
export interface LoggedRequest {
  /** Counts up from 1. */
  seq: number
  id: string
  /** Milliseconds since 1970. */
  at: number
  method: string
  path: string
  params: FormFields
  idempotencyKey: string | null
  /** Null if it has not been answered. */
  status: number | null
}

const KEPT = 20_000

/** The latest API calls, at least 20,000 of them. */
export class RequestLog {
  #entries: LoggedRequest[] = []
  #count = 0

  add(entry: Omit<LoggedRequest, 'seq'>): LoggedRequest {
    const logged = { ...entry, seq: ++this.#count }
    this.#entries.push(logged)
    if (this.#entries.length > 2 * KEPT) {
      this.#entries = this.#entries.slice(-KEPT)
    }
    return logged
  }

  /** The calls after the one with the number `since`. */
  list(since = 0): LoggedRequest[] {
    return this.#entries.filter((entry) => entry.seq > since)
  }

  clear() {
    this.#entries = []
  }
}
