import { offerRecords, type RecordOption } from './record_options'

/**
 * Finds the record to filter a list by while the user types; picking it applies the filters.
 */
class RelationFilter extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input')!
    offerRecords(input, {
      list: this.querySelector('[role="listbox"]')!,
      address: this.dataset.options ?? '',
      say: (words) => (this.querySelector('[role="status"]')!.textContent = words),
      pick: ({ id }) => this.#apply(input.form!, id),
    })
  }

  #apply(form: HTMLFormElement, id: RecordOption['id']) {
    const name = this.dataset.name ?? ''
    form.querySelector(`input[type="hidden"][name="${name}"]`)?.remove()
    const value = document.createElement('input')
    Object.assign(value, { type: 'hidden', name, value: String(id) })
    form.append(value)
    form.requestSubmit()
  }
}

customElements.define('relation-filter', RelationFilter)
