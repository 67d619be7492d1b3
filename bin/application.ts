/**
 * The root of the application: in development the checkout, in production the build folder.
 */
export const APP_ROOT = new URL('../', import.meta.url)

/**
 * Imports a file of the application, or a package, on behalf of the framework.
 */
export function importer(filePath: string) {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

/**
 * Says why the application does not start: a mistake in the configuration in one sentence, anything
 * else with its trace. Ends the process either way, also where a timer or a connection is open.
 */
export async function reportStartFailure(error: Error & { help?: string; code?: string }) {
  if (error.name === 'ConfigurationError') {
    console.error(error.message)
  } else if (error.code === 'E_INVALID_ENV_VARIABLES') {
    console.error(`Bad configuration: ${(error.help ?? '').replace(/^[\s-]+/gm, '').trim()}`)
  } else if (error.code === 'EADDRINUSE') {
    console.error(
      `Port ${process.env.PORT} is taken by another program. Set PORT to a free one and try again.`
    )
  } else {
    const { prettyPrintError } = await import('@adonisjs/core')
    await prettyPrintError(error)
  }
  process.exit(1)
}
