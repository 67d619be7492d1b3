/**
 * The search field in the header, and the dialog over every page that shows results while the user
 * types. The dialog's script is loaded when it is first opened.
 */
export class QuickSearch extends HTMLElement {
  #search: Promise<void> | undefined

  connectedCallback() {
    const [form, field] = [this.querySelector('form')!, this.querySelector('input')!]
    const hint = form.querySelector('kbd')!
    hint.hidden = false
    hint.textContent = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'
    field.addEventListener('click', () => this.open())
    form.addEventListener('submit', (event) => {
      if (field.value === '') {
        event.preventDefault()
        this.open()
      }
    })
    this.#dialog
      .querySelector('button[type="button"]')!
      .addEventListener('click', () => this.#dialog.close())
  }

  open() {
    this.#search ??= import('./search_dialog').then(({ searchIn }) => searchIn(this.#dialog))
    if (!this.#dialog.open) {
      this.#dialog.showModal()
    }
    this.#dialog.querySelector('input')!.select()
  }

  get #dialog() {
    return this.querySelector('dialog')!
  }
}

customElements.define('quick-search', QuickSearch)
