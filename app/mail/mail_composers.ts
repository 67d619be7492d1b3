import type { MailComposer, MailKind } from '#mail/mail_content'

let registered: Partial<Record<MailKind, MailComposer>> = {}

/**
 * Registers the composer of each kind of mail. Called once, by `start/mails.ts`: composers are in
 * the rooms of their subjects, which the outbox does not import.
 */
export function registerComposers(composers: Record<MailKind, MailComposer>): void {
  registered = composers
}

/**
 * The composer of a kind of mail.
 * @throws Error if none is registered, which happens only for rows of a kind that no longer exists
 */
export function composerOf(kind: MailKind): MailComposer {
  const composer = registered[kind]
  if (!composer) {
    throw new Error(`Nothing in start/mails.ts writes mails of the kind "${kind}".`)
  }
  return composer
}
