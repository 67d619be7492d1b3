import router from '@adonisjs/core/services/router'

const LONGEST = 200
const MASK = '[secret]'

/** The parts of addresses that are as good as a password. */
const SECRET_PARAMETER = '/:token'

/**
 * The path of a request as it may stand in a log: without the query, which may hold anything, and
 * without the secret of a link that came by mail.
 * @param url the path as it came, query included
 */
export function loggablePath(url: string): string {
  const path = url.split(/[?#]/, 1)[0].slice(0, LONGEST)
  const beforeSecret = secretPaths().find((start) => path.startsWith(start))
  return beforeSecret ? beforeSecret + MASK : path
}

let known: string[] | undefined

/** What comes before the secret in each route that has one: `/reset-password/`. */
function secretPaths(): string[] {
  return (known ??= Object.values(router.toJSON())
    .flat()
    .filter(({ pattern }) => pattern.includes(SECRET_PARAMETER))
    .map(({ pattern }) => pattern.slice(0, pattern.indexOf(SECRET_PARAMETER) + 1)))
}
