/** Milliseconds after which a form may be sent again without an answer. */
const PATIENCE = 15_000

/**
 * Stops a second click from sending a form again while the first request is running. The browser
 * may show the page from its cache, so buttons are enabled again when it is shown.
 */
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  if (!event.defaultPrevented && form.method === 'post') {
    setTimeout(() => setDisabled(form, true))
    setTimeout(() => setDisabled(form, false), PATIENCE)
  }
})

addEventListener('pageshow', (event) => {
  if (event.persisted) {
    Array.from(document.forms).forEach((form) => setDisabled(form, false))
  }
})

function setDisabled(form: HTMLFormElement, disabled: boolean) {
  for (const element of form.elements) {
    if (element instanceof HTMLButtonElement && element.type === 'submit') {
      element.disabled = disabled
    }
  }
}
