/*
|--------------------------------------------------------------------------
| Ace, the command line of Kiosk
|--------------------------------------------------------------------------
|
| For the checkout; a build has an ace.js of its own. What both need is in
| bin/console.ts.
|
*/

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { missingPackage } from './bin/missing_package.js'
import { continueOnSupportedNode } from './bin/node_floor.js'
import { provideNode } from './bin/setup.js'

await provideNode()
await continueOnSupportedNode()

// What .env.example says; a fresh checkout has no .env yet.
if (!existsSync(join(process.env.ENV_PATH ?? import.meta.dirname, '.env'))) {
  process.env.NODE_ENV ??= 'development'
}

// The TypeScript loader uses module.register(), and Node 26 warns of that on stderr, in every process.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=DEP0205`
process.noDeprecation = true
try {
  await import('@poppinss/ts-exec')
} catch (error) {
  console.error(missingPackage(error) ?? error)
  process.exit(1)
}
process.noDeprecation = false
await import('./bin/console.js')
