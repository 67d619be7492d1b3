import { mailFolder } from '#config/mail'
import { listStoredMails, type StoredMail } from '#framework/folder_transport'
import { runDueWork } from '#tests/helpers/store/run_due_work'

/** Sends what is due, and returns the mails to an address, newest first. */
export async function mailsTo(address: string): Promise<StoredMail[]> {
  await runDueWork()
  const mails = await listStoredMails(mailFolder)
  return mails.filter(({ to }) => to === address)
}

/** The path of the one link of the newest mail to an address. */
export async function linkIn(address: string, path: RegExp): Promise<string> {
  const [mail] = await mailsTo(address)
  const href = mail?.text.match(/https?:\/\/\S+/g)?.find((found) => path.test(found))
  if (!href) {
    throw new Error(`No mail to ${address} leads to ${path}.`)
  }
  return new URL(href).pathname
}
