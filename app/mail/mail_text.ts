import type { MailContent } from '#mail/mail_content'

/**
 * Renders a mail as plain text. Nothing is escaped, because nothing is HTML.
 * @param footer the last line
 */
export function mailText(content: MailContent, footer: string): string {
  const { heading, paragraphs, facts = [], button, prose, notes = [] } = content
  const blocks = [
    heading,
    ...paragraphs,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    `${button.text}:\n${button.href}`,
    prose ?? '',
    ...notes,
    `-- \n${footer}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}
