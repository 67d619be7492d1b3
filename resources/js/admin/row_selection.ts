/**
 * Selects rows of a list: a checkbox for the whole page, a range by Shift-click, and the number of
 * selected rows. The checkboxes are in the table and belong to the form in this element.
 */
class RowSelection extends HTMLElement {
  #last: HTMLInputElement | null = null

  connectedCallback() {
    this.#page?.toggleAttribute('hidden', false)
    addEventListener('click', this.#extend)
    addEventListener('change', this.#change)
    // On Back and on reload the browser restores checkboxes after this element was created.
    addEventListener('pageshow', this.#show)
  }

  disconnectedCallback() {
    removeEventListener('click', this.#extend)
    removeEventListener('change', this.#change)
    removeEventListener('pageshow', this.#show)
  }

  get #form() {
    return this.querySelector('form')
  }

  get #boxes() {
    return Array.from(this.#form?.elements ?? []).filter(
      (element): element is HTMLInputElement =>
        element instanceof HTMLInputElement && element.type === 'checkbox'
    )
  }

  get #rows() {
    return this.#boxes.filter(({ name }) => name === 'ids')
  }

  /** The checkbox for all rows of all pages. */
  get #all() {
    return this.#boxes.find(({ name }) => name === 'all')
  }

  /** The checkbox for all rows of this page. */
  get #page() {
    return this.#boxes.find(({ name }) => name === '')
  }

  #extend = (event: MouseEvent) => {
    const rows = this.#rows
    const clicked = rows.indexOf(event.target as HTMLInputElement)
    if (clicked === -1) {
      return
    }
    const last = this.#last ? rows.indexOf(this.#last) : -1
    if (event.shiftKey && last !== -1) {
      rows
        .slice(Math.min(last, clicked), Math.max(last, clicked) + 1)
        .forEach((row) => (row.checked = rows[clicked].checked))
    }
    this.#last = rows[clicked]
  }

  #change = (event: Event) => {
    const box = this.#boxes.find((one) => one === event.target)
    if (!box) {
      return
    }
    if (box === this.#all || box === this.#page) {
      this.#rows.forEach((row) => (row.checked = box.checked))
    }
    if (this.#all && !box.checked) {
      this.#all.checked = false
    }
    this.#show()
  }

  #show = () => {
    const rows = this.#rows
    const chosen = rows.filter(({ checked }) => checked).length
    if (this.#page) {
      this.#page.checked = chosen > 0 && chosen === rows.length
      this.#page.indeterminate = chosen > 0 && chosen < rows.length
    }
    const count = this.querySelector('.selection-count')
    if (count) {
      count.textContent = this.#all?.checked ? 'All selected' : `${chosen} selected`
    }
  }
}

customElements.define('row-selection', RowSelection)
