/** Text that is HTML already; everything else is escaped when it is inserted into a page. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | null | undefined | false | readonly Part[]

/** Builds HTML: parts are escaped unless they are `Html`; null, undefined and false print nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const text = strings.reduce((made, piece, index) => made + render(parts[index - 1]) + piece)
  return new Html(text)
}

function render(part: Part): string {
  if (part instanceof Html) {
    return part.text
  }
  if (Array.isArray(part)) {
    return part.map(render).join('')
  }
  return part === null || part === undefined || part === false ? '' : escape(String(part))
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character])
}
