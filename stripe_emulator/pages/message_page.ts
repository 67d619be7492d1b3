import { html, type Html } from '#stripe_emulator/http/html'
import { layout } from '#stripe_emulator/pages/layout'

/** A page with a message and one link. */
export function messagePage(
  title: string,
  sentence: string,
  link: { href: string; text: string } = { href: '/dashboard', text: 'Go to the dashboard' }
): Html {
  return layout({
    title,
    kind: 'message',
    body: html`<main class="message">
      <h1>${title}</h1>
      <p>${sentence}</p>
      <p><a class="button" href="${link.href}">${link.text}</a></p>
    </main>`,
  })
}
