import type { HttpRequest } from '@adonisjs/core/http'
import { typedValues } from '#http/forms/check_form'

/** A submitted field, named as in its form. */
export interface TypedField {
  name: string
  value: string
}

/**
 * The submitted fields as a flat list, from which another page can submit the same form again.
 * Secrets and files are left out.
 */
export function typedFields(request: HttpRequest): TypedField[] {
  const fields = typedValues(request.body() ?? {})
  return Object.entries(fields).flatMap(flatten)
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
