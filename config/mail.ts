import { join } from 'node:path'
import env from '#start/env'
import storeConfig from '#config/store'
import { defineConfig, transports } from '@adonisjs/mail'
import type { InferMailers } from '@adonisjs/mail/types'
import { FolderTransport } from '#framework/folder_transport'

const isProduction = env.get('NODE_ENV') === 'production'
const server = env.get('SMTP_URL')

/** Whether SMTP_URL says to write mails to the folder, which it may do in production, too. */
const isFolder = server === 'file:'
const smtp = new URL(server === undefined || isFolder ? 'smtp://127.0.0.1:1025' : server)

/** The folder for mails that are not sent: with SMTP_URL=file:, or in development without a server. */
export const mailFolder = join(storeConfig.dataDirectory, 'mails')

/** Whether mails are sent to a mail server. */
export const sendsMails = !isFolder && (isProduction || server !== undefined)

/** Whether anybody may read the mails of the folder in the browser: never in production. */
export const showsMails = !sendsMails && !isProduction

const mailConfig = defineConfig({
  default: sendsMails ? 'smtp' : 'folder',
  from: { address: env.get('MAIL_FROM', 'store@localhost'), name: storeConfig.name },
  mailers: {
    folder: () => new FolderTransport(mailFolder),
    smtp: transports.smtp({
      host: smtp.hostname,
      port: Number(smtp.port || (smtp.protocol === 'smtps:' ? 465 : 587)),
      secure: smtp.protocol === 'smtps:',
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      ...(smtp.username
        ? {
            auth: {
              type: 'login' as const,
              user: decodeURIComponent(smtp.username),
              pass: decodeURIComponent(smtp.password),
            },
          }
        : {}),
    }),
  },
})

export default mailConfig

declare module '@adonisjs/mail/types' {
  export interface MailersList extends InferMailers<typeof mailConfig> {}
}
