import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDiskFull, NO_ROOM } from '#shared/disk_full'
import { MailResponse } from '@adonisjs/mail'
import type { MailTransportContract, NodeMailerMessage } from '@adonisjs/mail/types'

/** Mails kept in the folder; older ones are deleted. */
const MAX_MAILS = 500

/** A mail stored in the folder. */
export interface StoredMail {
  id: string
  sentAt: string
  to: string
  from: string
  subject: string
  messageId: string
  html: string
  text: string
}

/** The id of a stored mail: milliseconds since 1970, so that names sort by time, and a UUID. */
export const STORED_MAIL_ID = /^\d{13}-[\da-f-]{36}$/

/**
 * A mail transport for development: writes mails to a folder instead of sending them.
 */
export class FolderTransport implements MailTransportContract {
  constructor(private folder: string) {}

  async send(message: NodeMailerMessage) {
    const mail: StoredMail = {
      id: `${Date.now()}-${randomUUID()}`,
      sentAt: new Date().toISOString(),
      to: addressesOf(message.to),
      from: addressesOf(message.from),
      subject: message.subject ?? '',
      messageId: message.messageId ?? '',
      html: String(message.html ?? ''),
      text: String(message.text ?? ''),
    }
    await this.#write(mail)
    await this.#removeOld()
    return new MailResponse(mail.messageId, { from: mail.from, to: [mail.to] }, mail)
  }

  /** Atomic; nothing is left of a mail that could not be written. */
  async #write(mail: StoredMail) {
    const part = join(this.folder, `${mail.id}.part`)
    try {
      await mkdir(this.folder, { recursive: true })
      await writeFile(part, JSON.stringify(mail, null, 2))
      await rename(part, join(this.folder, `${mail.id}.json`))
    } catch (error) {
      await rm(part, { force: true })
      throw isDiskFull(error) ? new Error(NO_ROOM, { cause: error }) : error
    }
  }

  async #removeOld() {
    const names = await storedNames(this.folder)
    await Promise.all(
      names.slice(MAX_MAILS).map((name) => unlink(join(this.folder, name)).catch(() => undefined))
    )
  }
}

/** Lists the mails in a folder, newest first. */
export async function listStoredMails(folder: string): Promise<StoredMail[]> {
  const names = await storedNames(folder)
  return Promise.all(names.slice(0, MAX_MAILS).map((name) => readStored(folder, name)))
}

/** Finds one mail in a folder; null if there is none with this id. */
export async function findStoredMail(folder: string, id: string): Promise<StoredMail | null> {
  const names = await storedNames(folder)
  return names.includes(`${id}.json`) ? readStored(folder, `${id}.json`) : null
}

async function storedNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [] as string[])
  return names.filter((name) => name.endsWith('.json')).sort((one, other) => (one < other ? 1 : -1))
}

async function readStored(folder: string, name: string): Promise<StoredMail> {
  return JSON.parse(await readFile(join(folder, name), 'utf8'))
}

function addressesOf(value: NodeMailerMessage['to'] | NodeMailerMessage['from']): string {
  return [value]
    .flat()
    .filter((entry) => entry !== undefined)
    .map((entry) => (typeof entry === 'string' ? entry : entry.address))
    .join(', ')
}
