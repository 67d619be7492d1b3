/*
|--------------------------------------------------------------------------
| Recording connections
|--------------------------------------------------------------------------
|
| Loaded by a process before anything else, by NODE_OPTIONS: writes the port
| of each TCP connection that the process attempts into a file.
|
*/

import { appendFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

const file = process.env.CONNECTION_LOG ?? ''

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (_address: string, port: number) => {
    appendFileSync(file, `${port}\n`)
  })
})
