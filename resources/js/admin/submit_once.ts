/** Milliseconds after which a form may be sent again, should no answer ever come. */
const PATIENCE = 15_000

const sent = new WeakSet<HTMLFormElement>()

/**
 * Keeps an impatient second click from sending a form again while the first answer is on its way. No
 * button is disabled, so the name of the one that was pressed reaches the server. Forms whose answer
 * replaces nothing on this page, previews and downloads, may be sent as often as one likes.
 */
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  const button = event.submitter as HTMLButtonElement | null
  if (form.method !== 'post' || button?.formTarget === '_blank' || 'again' in form.dataset) {
    return
  }
  if (sent.has(form)) {
    event.preventDefault()
    return
  }
  sent.add(form)
  setTimeout(() => sent.delete(form), PATIENCE)
})

addEventListener('pageshow', (event) => {
  if (event.persisted) {
    Array.from(document.forms).forEach((form) => sent.delete(form))
  }
})

export {}
