/*
|--------------------------------------------------------------------------
| Run
|--------------------------------------------------------------------------
|
| `node bin/run.js <command> [arguments]` makes the checkout ready and runs a
| command in it on the Node that Kiosk needs. The scripts of package.json go
| through here: npm starts them on the Node of the machine, whichever it is.
|
*/

import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInstead, supportedNode } from './node_floor.js'
import { setUp } from './setup.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...args] = process.argv.slice(2)

await setUp()
const node = supportedNode()
await runInstead(command === 'node' ? node : command, args, {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH].join(delimiter),
})
