import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections, which could take one in between. */
const FIRST = 20_000
const LAST = 32_000

/** Ports that this process has given away, though nobody may listen on them yet. */
const given = new Set<number>()

/**
 * A port of 127.0.0.1 that nobody listens on. Chosen by chance, so that others who choose at the same
 * time choose another one.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (!given.has(port) && (await isFree(port))) {
      given.add(port)
      return port
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
