import { Exception } from '@adonisjs/core/exceptions'

/**
 * Refuses fields with a null character in any name or value: nobody types one, and PostgreSQL
 * cannot store it.
 * @param fields the parsed fields of a form
 * @throws {Exception} with status 400
 */
export function refuseNullCharacters(fields: unknown): void {
  const pending = [fields]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'string' && value.includes('\0')) {
      throw new Exception('A null character was sent', { status: 400, code: 'E_NULL_CHARACTER' })
    }
    if (typeof value === 'object' && value !== null) {
      pending.push(...Object.keys(value), ...Object.values(value))
    }
  }
}
