/**
 * Keeps the bar at the bottom of the screen out of the way while the buy box itself is seen, and
 * tells in it the price that is chosen there.
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
