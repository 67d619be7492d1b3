/** Milliseconds after which a form may be sent again without an answer. */
const PATIENCE = 15_000

const sent = new WeakSet<HTMLFormElement>()

/**
 * Stops a second click from sending a form again while the first request is running. No button is
 * disabled, so the name of the clicked one reaches the server. Forms that do not replace this page,
 * such as previews and downloads, may be sent again.
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
