/*
|--------------------------------------------------------------------------
| Ace, the command line of Kiosk
|--------------------------------------------------------------------------
|
| Kiosk runs on Node 24. Where an older Node starts this file, the commands
| are handed over to the Node 24 that npm put into node_modules.
|
*/

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const REQUIRED_MAJOR = 24

if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) {
  await import('@poppinss/ts-exec')
  await import('./bin/console.js')
} else {
  handOver()
}

function handOver() {
  const folder = process.platform === 'win32' ? 'win' : process.platform
  const binary = join(
    import.meta.dirname,
    `node_modules/node-${folder}-${process.arch}/bin/node${process.platform === 'win32' ? '.exe' : ''}`
  )
  if (process.env.KIOSK_HANDED_OVER || !existsSync(binary)) {
    console.error(
      `Kiosk needs Node ${REQUIRED_MAJOR} or newer and this is ${process.version}. Run "npm ci" to get it for Linux or Windows, or install Node ${REQUIRED_MAJOR} yourself.`
    )
    process.exit(1)
  }
  const child = spawn(
    binary,
    [...process.execArgv, import.meta.filename, ...process.argv.slice(2)],
    {
      stdio: process.send ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
      env: {
        ...process.env,
        KIOSK_HANDED_OVER: '1',
        PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}`,
      },
    }
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('exit', (code, signal) => {
    process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1))
  })
}
