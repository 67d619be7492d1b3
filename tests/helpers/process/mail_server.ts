import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

/** A mail that the server has received. */
export interface ReceivedMail {
  to: string[]
  source: string
}

/** A real mail server on loopback that stores what it receives. */
export interface MailServer {
  received: ReceivedMail[]
  stop: () => Promise<void>
}

/**
 * Starts a mail server.
 */
export async function startMailServer(port: number): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let source = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk) => (source += chunk))
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), source })
        done()
      })
    },
  })
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
