/**
 * Asks before a form with unsaved changes is left, and says in the save bar that there are some. It
 * compares what the form would send with what it would have sent when the page was opened, so typing
 * something and taking it back is no change. `data-dirty` marks a page whose form was never saved.
 */
class UnsavedGuard extends HTMLElement {
  #form: HTMLFormElement | null = null
  #opened = ''
  #isLeaving = false

  connectedCallback() {
    this.#form = this.querySelector('form')
    // The browser puts back what was typed, on Back and on reload, after this element is made.
    setTimeout(() => {
      this.#opened = this.#defaults()
      this.#show()
    })
    this.addEventListener('input', () => this.#show())
    this.addEventListener('submit', (event) => {
      const button = event.submitter as HTMLButtonElement | null
      this.#isLeaving = button?.formTarget !== '_blank'
    })
    addEventListener('beforeunload', this.#ask)
    addEventListener('pageshow', this.#stay)
  }

  disconnectedCallback() {
    removeEventListener('beforeunload', this.#ask)
    removeEventListener('pageshow', this.#stay)
  }

  #ask = (event: BeforeUnloadEvent) => {
    if (this.#hasChanged() && !this.#isLeaving) {
      event.preventDefault()
    }
  }

  #stay = () => {
    this.#isLeaving = false
  }

  #show() {
    const hasChanged = this.#hasChanged()
    this.toggleAttribute('data-changed', hasChanged)
    this.querySelector('.save-bar-state')?.toggleAttribute('hidden', !hasChanged)
  }

  #hasChanged() {
    return 'dirty' in this.dataset || this.#current() !== this.#opened
  }

  #current() {
    return this.#print((control) =>
      'checked' in control && isToggle(control) ? String(control.checked) : control.value
    )
  }

  #defaults() {
    return this.#print((control) => {
      if (control instanceof HTMLSelectElement) {
        const chosen = Array.from(control.options).find((option) => option.defaultSelected)
        return (chosen ?? control.options[0])?.value ?? ''
      }
      return isToggle(control)
        ? String((control as HTMLInputElement).defaultChecked)
        : control.defaultValue
    })
  }

  #print(read: (control: Control) => string) {
    const controls = Array.from(this.#form?.elements ?? []).filter(isControl)
    return JSON.stringify(controls.map((control) => read(control).replace(/\r\n?/g, '\n')))
  }
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
}

function isToggle(control: Control): control is HTMLInputElement {
  return control.type === 'checkbox' || control.type === 'radio'
}

customElements.define('unsaved-guard', UnsavedGuard)
