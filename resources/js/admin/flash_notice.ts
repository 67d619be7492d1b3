/**
 * A notice from the previous request, with a button that dismisses it; it stays until then. Screen
 * readers announce only changes of a live region, so its content is inserted again once they
 * observe it.
 */
class FlashNotice extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button')!
    button.hidden = false
    button.addEventListener('click', () => {
      this.remove()
      document.querySelector<HTMLElement>('#content')?.focus()
    })
    const region = this.querySelector('[role]')!
    const words = [...region.childNodes]
    setTimeout(() => region.replaceChildren(...words))
  }
}

customElements.define('flash-notice', FlashNotice)
