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

/** What cached texts and their HTML may weigh together, in bytes. */
const MOST_REMEMBERED = 8 * 1024 * 1024

/** The HTML of texts. Rendering one takes longer than the rest of its page. */
export const renderedTexts = new BoundedMap<string, { text: string; html: string }>({
  weight: MOST_REMEMBERED,
  // A character takes two bytes at most.
  weigh: ({ text, html }) => 2 * (text.length + html.length),
})

/**
 * Renders staff's Markdown as sanitized HTML, without images: nothing is loaded from other servers.
 * This is the only HTML that templates print unescaped.
 */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(markdown.render(text), ALLOWED)
}

/** Like `renderMarkdown`, for texts that are shown again. */
export function rememberedMarkdown(text: string): string {
  const known = renderedTexts.get(text)
  if (known !== undefined) {
    return known.html
  }
  const html = renderMarkdown(text)
  renderedTexts.set(text, { text, html })
  return html
}
