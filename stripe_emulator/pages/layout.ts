import { html, type Html } from '#stripe_emulator/http/html'

/** A complete HTML document; `kind` names its stylesheet in `assets/`. */
export function layout(page: { title: string; kind: string; body: Html; lang?: string }): Html {
  return html`<!doctype html>
    <html lang="${page.lang ?? 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/base.css" />
        <link rel="stylesheet" href="/assets/${page.kind}.css" />
      </head>
      <body>
        ${page.body}
      </body>
    </html>`
}
