import router from '@adonisjs/core/services/router'

export interface RouteToTry {
  /** `POST /products/:productSlug/checkout`, for messages. */
  title: string
  method: string
  pattern: string
}

/**
 * Every route of the store with each of its methods, so that new ones are included.
 */
export function everyRoute(): RouteToTry[] {
  return Object.values(router.toJSON())
    .flat()
    .flatMap(({ methods, pattern }) =>
      methods.map((method) => ({ title: `${method} ${pattern}`, method, pattern }))
    )
}

/** The routes that may change something. */
export function everyChangingRoute(): RouteToTry[] {
  return everyRoute().filter(({ method }) => !['GET', 'HEAD'].includes(method))
}

/** The GET routes. */
export function everyReadingRoute(): RouteToTry[] {
  return everyRoute().filter(({ method }) => method === 'GET')
}

/**
 * The address of a route.
 * @param values by parameter; those that are not named get `otherwise`
 */
export function addressOf(
  { pattern }: RouteToTry,
  values: Record<string, string | number> = {},
  otherwise = '1'
): string {
  return pattern.replace(/:(\w+)\??/g, (_, name: string) => String(values[name] ?? otherwise))
}
