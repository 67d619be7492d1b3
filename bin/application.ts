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
