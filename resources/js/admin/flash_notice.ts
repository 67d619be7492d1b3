/**
 * What the page before had to say, with a button that takes it away; it stays as long as nobody
 * presses it. Screen readers read out what changes in such a region, so its words are put in once
 * more after they have begun to listen.
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
