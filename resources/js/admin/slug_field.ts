/**
 * Fills the slug from the name until the user types one, and warns when the slug of an existing
 * record is changed. The server does the same with an empty slug.
 */
class SlugField extends HTMLElement {
  connectedCallback() {
    const own = this.querySelector('input')
    const name = document.querySelector<HTMLInputElement>(`#field-${this.dataset.from ?? 'none'}`)
    if (!own) {
      return
    }
    let isOurs = own.value === ''
    name?.addEventListener('input', () => {
      if (isOurs) {
        own.value = slugOf(name.value, own.maxLength)
        this.#warn(own)
      }
    })
    own.addEventListener('input', () => {
      isOurs = own.value === ''
      this.#warn(own)
    })
    this.#warn(own)
  }

  #warn({ value }: HTMLInputElement) {
    const { saved } = this.dataset
    const warning = this.querySelector<HTMLElement>('[role="status"]')
    if (warning) {
      warning.hidden = saved === undefined || value.trim() === saved
    }
  }
}

/** Same as the server for Latin letters; the server supports others too. */
function slugOf(name: string, length: number): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length > 0 ? Math.min(length, BASE_LENGTH) : BASE_LENGTH)
    .replace(/^-|-$/g, '')
}

/** Same as in `app/shared/slug.ts`. */
const BASE_LENGTH = 80

customElements.define('slug-field', SlugField)

export {}
