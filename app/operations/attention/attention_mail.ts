import storeConfig from '#config/store'
import { absoluteUrl } from '#http/absolute_url'
import type { MailComposer } from '#mail/mail_content'

/** What waits for a person, told to the owners. */
export const needsAttention: MailComposer = async ({ data }, i18n) => {
  const values = { store: storeConfig.name, count: Number(data.count) }
  const say = (name: string) => i18n.t(`mails.needs_attention.${name}`, values)
  const items = data.items as { label: string; reason: string }[]
  return {
    subject: say('subject'),
    preview: say('preview'),
    heading: say('heading'),
    paragraphs: [say('text')],
    facts: items.map(({ label, reason }) => ({ label, value: reason })),
    button: { text: say('button'), href: absoluteUrl('admin.attention') },
    notes: [say('note')],
  }
}
