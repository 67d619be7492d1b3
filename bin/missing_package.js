/*
|--------------------------------------------------------------------------
| Missing package
|--------------------------------------------------------------------------
|
| Plain JavaScript without packages, since it speaks where there are none.
|
*/

const NOT_FOUND = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']

export function missingPackage(error) {
  if (!NOT_FOUND.includes(error?.code)) {
    return undefined
  }
  const wanted = /^Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1] ?? ''
  const [name] = /^(?:@[^/]+\/)?[\w-][^/]*/.exec(wanted.split('node_modules/').at(-1)) ?? []
  return name && `The package "${name}" is not installed completely. Run "npm ci" and try again.`
}
