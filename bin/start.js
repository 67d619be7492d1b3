/*
|--------------------------------------------------------------------------
| Start
|--------------------------------------------------------------------------
|
| `npm start` serves a build: in a checkout the one in its build folder, in a
| build itself.
|
*/

import { existsSync } from 'node:fs'

const server = ['./server.js', '../build/bin/server.js']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url))

if (server === undefined) {
  console.error('There is no build yet. Make one with "npm run build" and try again.')
  process.exit(1)
}
await import(server.href)
