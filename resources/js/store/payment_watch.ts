/** Milliseconds until the first request; each pause is half as long again as the one before. */
const FIRST_LOOK = 1500
const LONGEST_PAUSE = 30_000

/**
 * Checks whether a payment has arrived, and then reloads the page. Without JavaScript the browser
 * reloads the page itself, less often.
 */
class PaymentWatch extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined

  connectedCallback() {
    this.#lookAfter(FIRST_LOOK)
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }

  #lookAfter(pause: number) {
    this.#timer = setTimeout(async () => {
      if (await this.#hasArrived()) {
        location.reload()
      } else {
        this.#lookAfter(Math.min(pause * 1.5, LONGEST_PAUSE))
      }
    }, pause)
  }

  /** A failed request is ignored; the next one may succeed. */
  async #hasArrived() {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'application/json' } })
      const { status } = (await answer.json()) as { status?: string }
      return answer.ok && status === 'done'
    } catch {
      return false
    }
  }
}

customElements.define('payment-watch', PaymentWatch)
