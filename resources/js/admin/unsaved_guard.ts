/**
 * Warns before a form with unsaved changes is left, and shows the save bar while there are some. It
 * compares what the form would send with what it would have sent unchanged, so undoing a change by
 * hand is no change. `data-dirty` marks a page whose form was never saved; `data-leaves` marks
 * elements that discard changes on purpose.
 */
class UnsavedGuard extends HTMLElement {
  #untouched = ''
  #isLeaving = false

  connectedCallback() {
    this.#untouched = this.#print(this.#untouchedForm())
    this.addEventListener('input', () => this.#show())
    this.addEventListener('submit', (event) => {
      const button = event.submitter as HTMLButtonElement | null
      this.#isLeaving = button?.formTarget !== '_blank'
    })
    this.addEventListener('reset', () => setTimeout(() => this.#show()))
    this.#askBeforeDiscarding()
    document.addEventListener('click', this.#giveUp)
    addEventListener('beforeunload', this.#ask)
    addEventListener('pageshow', this.#stay)
    this.#show()
  }

  disconnectedCallback() {
    document.removeEventListener('click', this.#giveUp)
    removeEventListener('beforeunload', this.#ask)
    removeEventListener('pageshow', this.#stay)
  }

  #ask = (event: BeforeUnloadEvent) => {
    if (this.#hasChanged() && !this.#isLeaving) {
      event.preventDefault()
    }
  }

  #giveUp = (event: Event) => {
    if ((event.target as Element).closest('[data-leaves]')) {
      this.#isLeaving = true
    }
  }

  /** The browser has restored the fields: on Back, on reload, or from its page cache. */
  #stay = () => {
    this.#isLeaving = false
    this.#show()
  }

  #askBeforeDiscarding() {
    const dialog = this.querySelector('dialog')
    this.querySelector('[data-discard]')?.addEventListener('click', (event) => {
      event.preventDefault()
      dialog?.showModal()
    })
    dialog?.addEventListener('click', (event) => {
      if ((event.target as Element).closest('button, a')) {
        dialog.close()
      }
    })
  }

  #show() {
    this.toggleAttribute('data-changed', this.#hasChanged())
  }

  #hasChanged() {
    return 'dirty' in this.dataset || this.#print(this.#form) !== this.#untouched
  }

  get #form() {
    return this.querySelector('form')!
  }

  /** A copy of the form reset to its initial values, whose elements write them as the form's do. */
  #untouchedForm() {
    const copy = this.#form.cloneNode(true) as HTMLFormElement
    copy.reset()
    return copy
  }

  #print(form: HTMLFormElement) {
    return JSON.stringify(
      Array.from(new FormData(form), ([name, value]) => [
        name,
        typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : `${value.name} ${value.size}`,
      ])
    )
  }
}

customElements.define('unsaved-guard', UnsavedGuard)
