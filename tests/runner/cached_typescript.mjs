/*
|--------------------------------------------------------------------------
| TypeScript, transpiled once
|--------------------------------------------------------------------------
|
| Loaded before anything else (`node --import`), this loads TypeScript as
| @poppinss/ts-exec does, and caches the transpiled files: the tests start
| some hundred processes, and half of each start went into that. It runs in
| the thread that loads the modules, and replaces @poppinss/ts-exec where that
| is imported.
|
*/

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as module from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const requireHere = module.createRequire(import.meta.url)
const tsExec = requireHere.resolve('@poppinss/ts-exec')
const requireThere = module.createRequire(tsExec)
const cache = join(import.meta.dirname, '../../node_modules/.cache/kiosk-tests')

/** The settings that @poppinss/ts-exec derives from tsconfig.json. */
const SETTINGS = {
  module: { type: 'es6' },
  sourceMaps: true,
  jsc: {
    target: 'esnext',
    externalHelpers: false,
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { decoratorMetadata: true, legacyDecorator: true },
    experimental: { keepImportAttributes: true },
    keepClassNames: true,
  },
}

const version = JSON.stringify([requireThere('@swc/core/package.json').version, SETTINGS])

// Tests also start the older Node of the machine, which hands over before it reads any TypeScript.
if (module.registerHooks) {
  install()
}

function install() {
  mkdirSync(cache, { recursive: true })
  module.enableCompileCache(cache)
  process.setSourceMapsEnabled(true)

  module.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (error.code === 'ERR_MODULE_NOT_FOUND' && error.url?.endsWith('.js')) {
          return next(error.url.replace(/\.js$/, '.ts'), context)
        }
        throw error
      }
    },
    load(url, context, next) {
      if (isTypeScript(url)) {
        return { format: 'module', source: transpiled(fileURLToPath(url)), shortCircuit: true }
      }
      if (url.startsWith('file:') && fileURLToPath(url) === tsExec) {
        return { format: 'module', source: '', shortCircuit: true }
      }
      return next(url, context)
    },
  })
}

/** Modules that were reloaded while developing have a query in their address. */
function isTypeScript(url) {
  return url.startsWith('file:') && new URL(url).pathname.endsWith('.ts')
}

function transpiled(file) {
  const source = readFileSync(file, 'utf8')
  const name = basename(file)
  const key = createHash('sha256').update(`${version}\n${name}\n${source}`).digest('hex')
  const kept = join(cache, `${key}.js`)
  if (existsSync(kept)) {
    return readFileSync(kept, 'utf8')
  }
  const { code, map } = requireThere('@swc/core').transformSync(source, {
    ...SETTINGS,
    filename: file,
    sourceFileName: name,
    swcrc: false,
  })
  const data = Buffer.from(map).toString('base64')
  const made = `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`
  // Moved into place whole: other processes read it at the same time.
  writeFileSync(`${kept}.${process.pid}`, made)
  renameSync(`${kept}.${process.pid}`, kept)
  return made
}
