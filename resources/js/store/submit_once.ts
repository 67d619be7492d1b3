/** Milliseconds after which a button may be pressed again, should no answer ever come. */
const PATIENCE = 15_000

/**
 * Keeps an impatient second click from sending a form again while the first answer is on its way.
 * The page may come back from the browser's memory, so the buttons are freed when it is shown.
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
