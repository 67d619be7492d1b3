import type { StripeObject } from '#stripe_emulator/objects'
import type { Collection, Page } from '#stripe_emulator/collection'
import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { layout } from '#stripe_emulator/pages/layout'
import type { PageRequest } from '#stripe_emulator/pages/page'

const SECTIONS = [
  ['/dashboard', 'Payments'],
  ['/dashboard/sessions', 'Checkouts'],
  ['/dashboard/subscriptions', 'Subscriptions'],
  ['/dashboard/products', 'Products'],
  ['/dashboard/events', 'Events'],
  ['/dashboard/hostile', 'Hostile'],
] as const

/** How many rows a list shows at once. */
const ROWS = 30

/** A page of the dashboard. */
export function dashboardPage(
  request: PageRequest,
  section: (typeof SECTIONS)[number][0],
  body: Html
): PageAnswer {
  const title = SECTIONS.find(([path]) => path === section)?.[1] ?? ''
  const current = html`aria-current="page"`
  const page = layout({
    title: `${title} · Local Stripe`,
    kind: 'dashboard',
    body: html`<header class="bar">
        <p class="brand">Local Stripe <span class="badge">test mode</span></p>
        <nav aria-label="Dashboard">
          ${SECTIONS.map(
            ([path, name]) => html`<a href="${path}" ${path === section && current}>${name}</a>`
          )}
        </nav>
      </header>
      <main class="dashboard">
        <h1>${title}</h1>
        ${notice(request)} ${body}
      </main>`,
  })
  return { status: 200, page }
}

/**
 * A page of the dashboard that lists objects, newest first.
 * @param list.none what is said where there are none
 * @param list.show the objects of this page as HTML
 */
export function listPage<T extends StripeObject>(
  request: PageRequest,
  section: (typeof SECTIONS)[number][0],
  list: { of: Collection<T>; none: string; show: (objects: T[]) => Html }
): PageAnswer {
  const startingAfter = request.query.get('after') ?? undefined
  const page = list.of.page({ limit: ROWS, startingAfter })
  return dashboardPage(
    request,
    section,
    page?.data.length ? html`${list.show(page.data)} ${olderLink(page, section)}` : empty(list.none)
  )
}

/** A table with these headings; an amount stands at the right. */
export function table(headings: string[], rows: Html[]): Html {
  const right = html`class="number"`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="List">
    <table>
      <thead>
        <tr>
          ${headings.map(
            (heading) =>
              html`<th scope="col" ${['Amount', 'Total'].includes(heading) && right}>
                ${heading}
              </th>`
          )}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

/** A button that does something by itself; it comes back to the page it stands on. */
export function actionButton(
  action: string,
  label: string,
  back: string,
  options: { fields?: Record<string, string>; input?: Html } = {}
): Html {
  const hidden = Object.entries({ ...options.fields, back }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`
  )
  return html`<form class="action" method="post" action="/dashboard/do/${action}">
    ${hidden} ${options.input}
    <button class="quiet" type="submit">${label}</button>
  </form>`
}

type Tone = 'good' | 'warn' | 'bad' | 'plain'

/** A state as a word on a tint. */
export function pill(word: string, tone: Tone = 'plain'): Html {
  return html`<span class="pill ${tone}">${word}</span>`
}

export function time(seconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`
}

export function empty(sentence: string): Html {
  return html`<p class="empty">${sentence}</p>`
}

/** The link to the next rows of a list, which begins after the id in `?after=`. */
function olderLink(page: Page<StripeObject>, path: string): Html | false {
  const last = page.data.at(-1)
  return (
    page.hasMore &&
    last !== undefined &&
    html`<p><a href="${path}?after=${encodeURIComponent(last.id)}">Older</a></p>`
  )
}

function notice({ query }: PageRequest): Html | null {
  const done = query.get('done')
  const failed = query.get('failed')
  if (failed !== null) {
    return html`<p class="problem" role="alert">${failed}</p>`
  }
  return done === null ? null : html`<p class="notice" role="status">${done}</p>`
}
