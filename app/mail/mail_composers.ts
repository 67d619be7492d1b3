import type { MailComposer, MailKind } from '#mail/mail_content'

let registered: Partial<Record<MailKind, MailComposer>> = {}

/**
 * Makes known who writes each kind of mail. Called once, by `start/mails.ts`: composers belong to
 * their subject, and the outbox sends mails without knowing subjects.
 */
export function registerComposers(composers: Record<MailKind, MailComposer>): void {
  registered = composers
}

/** @throws Error where nothing writes mails of this kind, which only an old row can ask for */
export function composerOf(kind: MailKind): MailComposer {
  const composer = registered[kind]
  if (!composer) {
    throw new Error(`Nothing in start/mails.ts writes mails of the kind "${kind}".`)
  }
  return composer
}
