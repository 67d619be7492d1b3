/**
 * Hides the bar at the bottom of the screen while the buy box is visible, and shows in it the price
 * that is selected there.
 */
const bar = document.querySelector<HTMLElement>('.buy-bar')
const form = document.querySelector<HTMLFormElement>('form#buy')

if (bar && form) {
  new IntersectionObserver(([entry]) => {
    bar.hidden = entry.isIntersecting
  }).observe(form)

  form.addEventListener('change', ({ target }) => {
    const label = (target as HTMLInputElement).dataset.label
    const price = bar.querySelector('.price')
    if (label && price) {
      price.textContent = label
    }
  })
}
