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
  ['/dashboard/settings', 'Settings'],
  ['/dashboard/hostile', 'Faults'],
] as const

/** Rows of a list on one page. */
const ROWS = 30

/** Renders a page of the dashboard with its navigation and the notice of the last action. */
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
 * Renders a page that lists objects, newest first.
 *
 * @param list.none text if there are none
 * @param list.show renders the objects of the page
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

/** A table with these headings; columns with amounts are aligned to the right. */
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

/**
 * A form with a single button.
 *
 * @param back path of the page that it returns to
 * @param options.fields hidden fields
 * @param options.input visible field before the button
 */
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

/** A status as a colored label. */
export function pill(label: string, tone: Tone = 'plain'): Html {
  return html`<span class="pill ${tone}">${label}</span>`
}

/** A time in seconds since 1970, printed in UTC. */
export function time(seconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`
}

/** The sentence in place of an empty list. */
export function empty(sentence: string): Html {
  return html`<p class="empty">${sentence}</p>`
}

/** The link to the next page of a list, which starts after the id in `?after=`. */
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
