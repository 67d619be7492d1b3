import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'
import { BoundedMap } from '#shared/bounded_map'

/** Characters that a field of Markdown may have. The worst such text takes about two seconds. */
export const LONGEST_MARKDOWN = 100_000

/** HTML in the source is escaped, URLs become links, straight quotes become typographic ones. */
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: true })

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'strong', 'em', 's', 'code', 'pre'],
    ...['ul', 'ol', 'li', 'blockquote', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    /* The page already has an h1. */
    h1: 'h2',
    a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }),
  },
}

/**
 * Renders staff's Markdown as sanitized HTML, without images: nothing is loaded from other servers.
 * This is the only HTML that templates print unescaped.
 */
export function renderMarkdown(text: string): string {
  const known = rendered.get(text)
  if (known !== undefined) {
    return known
  }
  const safe = sanitizeHtml(markdown.render(text), ALLOWED)
  rendered.set(text, safe)
  return safe
}

/** Cached texts. Rendering one takes longer than the rest of its page. */
const MAX_RENDERED = 200

const rendered = new BoundedMap<string, string>({ entries: MAX_RENDERED })
