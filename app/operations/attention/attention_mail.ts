import storeConfig from '#config/store'
import { absoluteUrl } from '#http/absolute_url'
import type { MailComposer } from '#mail/mail_content'

/** The mail to the owners about items that need attention. */
export const needsAttention: MailComposer = async ({ data }, i18n) => {
  const values = { store: storeConfig.name, count: Number(data.count) }
  const line = (name: string) => i18n.t(`mails.needs_attention.${name}`, values)
  const items = data.items as { label: string; reason: string }[]
  return {
    subject: line('subject'),
    preview: line('preview'),
    heading: line('heading'),
    paragraphs: [line('text')],
    facts: items.map(({ label, reason }) => ({ label, value: reason })),
    button: { text: line('button'), href: absoluteUrl('admin.attention') },
    notes: [line('note')],
  }
}
