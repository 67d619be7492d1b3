import { Exception } from '@adonisjs/core/exceptions'

/**
 * Refuses text with a null character anywhere in it: nobody types one, and not every database keeps
 * it.
 * @param fields of a form, as they were parsed
 * @throws {Exception} with status 400
 */
export function refuseNullCharacters(fields: unknown): void {
  const toSee = [fields]
  while (toSee.length > 0) {
    const value = toSee.pop()
    if (typeof value === 'string' && value.includes('\0')) {
      throw new Exception('A null character was sent', { status: 400, code: 'E_NULL_CHARACTER' })
    }
    if (typeof value === 'object' && value !== null) {
      toSee.push(...Object.keys(value), ...Object.values(value))
    }
  }
}
