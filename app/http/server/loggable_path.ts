import router from '@adonisjs/core/services/router'

const MAX_LENGTH = 200
const MASK = '[secret]'

/** The route parameter whose value is a secret. */
const SECRET_PARAMETER = '/:token'

/**
 * The path of a request as it may be logged: without the query, which may contain anything, and
 * without the secret of an e-mailed link.
 * @param url the requested path, including the query
 */
export function loggablePath(url: string): string {
  const path = url.split(/[?#]/, 1)[0].slice(0, MAX_LENGTH)
  const beforeSecret = secretPaths().find((start) => path.startsWith(start))
  return beforeSecret ? beforeSecret + MASK : path
}

let known: string[] | undefined

/** The path before the secret in each route that has one, such as `/reset-password/`. */
function secretPaths(): string[] {
  return (known ??= Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => pattern.includes(SECRET_PARAMETER))
    .map(({ pattern }) => pattern.slice(0, pattern.indexOf(SECRET_PARAMETER) + 1)))
}
