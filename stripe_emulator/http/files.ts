import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { basename, extname, join } from 'node:path'
import { sendText } from '#stripe_emulator/http/reply'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
}

/** Sends a file of the folder, never one outside it; 404 if it does not exist. */
export async function sendFile(response: ServerResponse, folder: string, name: string) {
  const type = TYPES[extname(name)]
  const path = join(folder, basename(name))
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined
  )
  if (!type || size === undefined) {
    return sendText(response, 404, 'Not found')
  }
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': size,
    'Cache-Control': 'public, max-age=60',
    'X-Content-Type-Options': 'nosniff',
  })
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response)
}
