import { offerRecords, type RecordOption } from './record_options'

/**
 * Picks and orders records of another resource without submitting the form. What is picked is
 * stored in the fields that the page came with.
 */
class RecordPicker extends HTMLElement {
  connectedCallback() {
    const picked = this.querySelector('.picked')!
    const untouched = picked.cloneNode(true)
    const input = this.querySelector<HTMLInputElement>('input[type="search"]')!

    this.querySelector<HTMLElement>('button[value="find"]')!.hidden = true
    offerRecords(input, {
      list: this.querySelector('[role="listbox"]')!,
      address: this.dataset.options ?? '',
      say: (words) => (this.querySelector('[role="status"]')!.textContent = words),
      pick: (option) => this.#pick(option),
    })
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault()
      }
    })
    picked.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button')
      if (button) {
        event.preventDefault()
        const entry = button.closest('li')!
        entry.previousElementSibling?.before(entry)
        button.focus()
        this.#tell()
      }
    })
    input.form?.addEventListener('reset', () => {
      picked.replaceChildren(...untouched.cloneNode(true).childNodes)
    })
  }

  #pick({ id, text, note }: RecordOption) {
    const picked = this.querySelector('.picked')!
    const present = picked.querySelector<HTMLInputElement>(`input[value="${id}"]`)
    if (present) {
      present.checked = true
    } else {
      picked.append(this.#print({ id, text, note }))
    }
    this.#tell()
  }

  #print({ id, text, note }: RecordOption) {
    const entry = this.querySelector('template')!.content.firstElementChild!.cloneNode(
      true
    ) as HTMLElement
    const control = entry.querySelector('input')!
    control.value = String(id)
    control.checked = true
    entry.querySelector('.picked-text')!.textContent = text
    entry.querySelector('.note')!.textContent = note
    const hidden = entry.querySelector('button .visually-hidden')
    if (hidden) {
      hidden.textContent = text
    }
    return entry
  }

  /** Dispatched as for typed input, for scripts that watch the form. */
  #tell() {
    this.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

customElements.define('record-picker', RecordPicker)
