import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'
import { BoundedMap } from '#shared/bounded_map'

/** HTML in the text is shown as text; addresses and plain quotes become links and proper ones. */
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
    /* The page has a first heading of its own. */
    h1: 'h2',
    a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }),
  },
}

/**
 * Renders Markdown that staff wrote as HTML that can do no harm. Pictures are left out: nothing is
 * loaded from elsewhere. The only HTML of the store that is printed unescaped.
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

/** Texts whose HTML is remembered: making it takes longer than all the rest of a page. */
const MOST_RENDERED = 200

const rendered = new BoundedMap<string, string>({ entries: MOST_RENDERED })
