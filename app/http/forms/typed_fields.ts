import type { HttpRequest } from '@adonisjs/core/http'
import { typedValues } from '#http/forms/check_form'

/** More fields than any form here has. */
const MOST_FIELDS = 200

export interface TypedField {
  name: string
  value: string
}

/**
 * What was typed into a form, as the fields of another one, so that an expired form can be sent again
 * without typing it again. Passwords are left out, and files cannot be kept.
 */
export function typedFields(request: HttpRequest): TypedField[] {
  const fields = typedValues(request.body() ?? {})
  return Object.entries(fields).flatMap(flatten).slice(0, MOST_FIELDS)
}

function flatten([name, value]: [string, unknown]): TypedField[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => flatten([name.endsWith('[]') ? name : `${name}[]`, item]))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => flatten([`${name}[${key}]`, inner]))
  }
  return value === null || value === undefined ? [] : [{ name, value: String(value) }]
}
