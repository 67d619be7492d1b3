import type { ServerResponse } from 'node:http'
import type { Html } from '#stripe_emulator/http/html'

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src * data:; base-uri 'none'; frame-ancestors 'none'"

/** The answer of a page: HTML, or a redirect with 303. */
export type PageAnswer = { status: number; page: Html } | { seeOther: string }

/** Sends a page with a policy that allows no scripts, or a redirect. */
export function sendPage(response: ServerResponse, answer: PageAnswer) {
  if ('seeOther' in answer) {
    response.writeHead(303, { 'Location': answer.seeOther, 'Cache-Control': 'no-store' }).end()
    return
  }
  response.writeHead(answer.status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  })
  response.end(answer.page.text)
}

/** Sends JSON of the control API, which is never cached. */
export function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** Sends plain text, such as a refusal. */
export function sendText(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}
