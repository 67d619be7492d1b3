/** Milliseconds between two requests. */
const PAUSE = 1500

/**
 * Shows the progress of work in the background: reads it from the page itself and reloads the page
 * when it has finished. Without JavaScript there is a link.
 */
class ProgressWatch extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined

  connectedCallback() {
    this.querySelector('.progress-again')?.toggleAttribute('hidden', true)
    this.#lookLater()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
  }

  #lookLater() {
    this.#timer = setTimeout(() => this.#look(), PAUSE)
  }

  /** The browser parses the page: no text is turned into markup here. */
  #look() {
    const request = new XMLHttpRequest()
    request.responseType = 'document'
    request.addEventListener('load', () => this.#show(request.responseXML))
    request.addEventListener('error', () => this.#lookLater())
    request.open('GET', location.href)
    request.send()
  }

  #show(page: Document | null) {
    const [bar, now] = [this, page].map((place) => place?.querySelector('progress'))
    const [text, words] = [this, page].map((place) => place?.querySelector('.progress-text'))
    if (!bar || !now || !text || !words) {
      location.reload()
      return
    }
    bar.value = now.value
    text.textContent = words.textContent
    this.#lookLater()
  }
}

customElements.define('progress-watch', ProgressWatch)
