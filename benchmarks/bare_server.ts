/*
|--------------------------------------------------------------------------
| Bare server
|--------------------------------------------------------------------------
|
| The baseline of the benchmarks: `node:http` and nothing else. Sends the bytes
| of BARE_BODY with the headers of BARE_HEADERS, or streams BARE_FILE in chunks
| of BARE_CHUNK bytes.
|
*/

import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'

const { BARE_PORT, BARE_BODY, BARE_HEADERS, BARE_FILE, BARE_CHUNK } = process.env

const body = BARE_BODY ? readFileSync(BARE_BODY) : null
const headers = JSON.parse(BARE_HEADERS ?? '{}')

createServer((_request, response) => {
  if (body) {
    response.writeHead(200, { ...headers, 'content-length': body.length })
    response.end(body)
  } else if (BARE_FILE) {
    response.writeHead(200, { 'content-length': statSync(BARE_FILE).size })
    createReadStream(BARE_FILE, { highWaterMark: Number(BARE_CHUNK) }).pipe(response)
  }
}).listen(Number(BARE_PORT), '127.0.0.1')
