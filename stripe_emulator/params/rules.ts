import type { FormFields, FormValue } from '#stripe_emulator/http/form'
import { invalidRequest } from '#stripe_emulator/http/stripe_error'

/** Parses one parameter; throws Stripe's 400 for an invalid value. */
export interface Rule<T> {
  parse(value: FormValue, name: string): T
  required?: boolean
}
export interface RequiredRule<T> extends Rule<T> {
  required: true
}
export type Shape = Record<string, Rule<unknown>>
/** The typed parameters of a shape. */
export type Params<S extends Shape> = {
  [K in keyof S]: S[K] extends RequiredRule<infer T>
    ? T
    : S[K] extends Rule<infer T>
      ? T | undefined
      : never
}

/**
 * Parses the fields of a shape.
 *
 * @throws StripeError 400 for unknown, missing and invalid parameters
 */
export function parseFields<S extends Shape>(shape: S, given: FormFields, at = ''): Params<S> {
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(shape, key)) {
      const name = fieldName(at, key)
      throw invalidRequest(`Received unknown parameter: ${name}`, {
        code: 'parameter_unknown',
        param: name,
      })
    }
  }
  const parsed: Record<string, unknown> = {}
  for (const [key, rule] of Object.entries(shape)) {
    const name = fieldName(at, key)
    if (given[key] !== undefined) {
      parsed[key] = rule.parse(given[key], name)
    } else if (rule.required) {
      throw missingParameter(name)
    }
  }
  return parsed as Params<S>
}

/** Stripe's error for a missing parameter. */
export function missingParameter(name: string) {
  return invalidRequest(`Missing required param: ${name}.`, {
    code: 'parameter_missing',
    param: name,
  })
}

/** Refuses calls without the parameter. */
export function required<T>(rule: Rule<T>): RequiredRule<T> {
  return { parse: rule.parse, required: true }
}

/** Accepts an empty string, which unsets the value and is parsed as null. */
export function emptyable<T>(rule: Rule<T>): Rule<T | null> {
  return { parse: (value, name) => (value === '' ? null : rule.parse(value, name)) }
}

/** Non-empty text of up to `max` characters (5000). */
export function text(options: { max?: number } = {}): Rule<string> {
  const max = options.max ?? 5000
  return {
    parse(value, name) {
      const given = scalar(value, name, 'string')
      if (given === '') {
        throw invalidRequest(
          `You passed an empty string for '${name}'. We assume empty values are an attempt to ` +
            `unset a parameter; however '${name}' cannot be unset. You should remove '${name}' ` +
            `from your request or supply a non-empty value.`,
          { code: 'parameter_invalid_empty', param: name }
        )
      }
      if (given.length > max) {
        throw invalidRequest(
          `Invalid string: ${given.slice(0, 20)}...; must be at most ${max} characters`,
          { param: name }
        )
      }
      return given
    },
  }
}

/** `true` or `false`; Python's `True` and `False` too, as in Stripe. */
export function boolean(): Rule<boolean> {
  return {
    parse(value, name) {
      const given = scalar(value, name, 'boolean')
      if (!/^([Tt]rue|[Ff]alse)$/.test(given)) {
        throw invalidRequest(`Invalid boolean: ${given}`, { param: name })
      }
      return given.toLowerCase() === 'true'
    },
  }
}

/** A whole number of up to 15 digits, within the limits. */
export function integer(options: { min?: number; max?: number } = {}): Rule<number> {
  return {
    parse(value, name) {
      const given = scalar(value, name, 'integer')
      const parsed = /^-?\d{1,15}$/.test(given) ? Number(given) : Number.NaN
      if (Number.isNaN(parsed)) {
        throw invalidRequest(`Invalid integer: ${given}`, {
          code: 'parameter_invalid_integer',
          param: name,
        })
      }
      if (parsed < (options.min ?? -Infinity)) {
        throw invalidRequest(
          `This value must be greater than or equal to ${options.min} (it currently is '${given}').`,
          { code: 'parameter_invalid_integer', param: name }
        )
      }
      if (parsed > (options.max ?? Infinity)) {
        throw invalidRequest(
          `This value must be less than or equal to ${options.max} (it currently is '${given}').`,
          { code: 'parameter_invalid_integer', param: name }
        )
      }
      return parsed
    },
  }
}

/** A decimal number within the limits. */
export function decimal(options: { min: number; max: number }): Rule<number> {
  return {
    parse(value, name) {
      const given = scalar(value, name, 'decimal')
      const parsed = /^-?\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN
      if (!(parsed >= options.min && parsed <= options.max)) {
        throw invalidRequest(`Invalid decimal: ${given}`, { param: name })
      }
      return parsed
    },
  }
}

/** One of the choices. */
export function oneOf<const T extends string>(...choices: T[]): Rule<T> {
  return {
    parse(value, name) {
      const given = scalar(value, name, 'string')
      const choice = choices.find((candidate) => candidate === given)
      if (choice === undefined) {
        throw invalidRequest(`Invalid ${name}: must be one of ${choices.join(', ')}`, {
          param: name,
        })
      }
      return choice
    },
  }
}

/** A list of up to `max` items, `name[0]=...&name[1]=...` or `name[]=...`. */
export function list<T>(rule: Rule<T>, options: { max?: number } = {}): Rule<T[]> {
  return {
    parse(value, name) {
      if (typeof value === 'string') {
        throw invalidRequest('Invalid array', { param: name })
      }
      const given = Object.keys(value).length
      if (given > (options.max ?? Infinity)) {
        throw invalidRequest(`Array too long: ${name} has ${given} items, at most ${options.max}`, {
          param: name,
        })
      }
      return Object.entries(value).map(([index, item]) => rule.parse(item, fieldName(name, index)))
    },
  }
}

/** Nested fields, `name[field]=...`. */
export function fields<S extends Shape>(shape: S): Rule<Params<S>> {
  return {
    parse(value, name) {
      if (typeof value === 'string') {
        throw invalidRequest('Invalid object', { param: name })
      }
      return parseFields(shape, value, name)
    },
  }
}

/** Values by a key of the caller's, `name[key]=...`. */
export function map<T>(key: Rule<string>, rule: Rule<T>): Rule<Record<string, T>> {
  return {
    parse(value, name) {
      if (typeof value === 'string') {
        throw invalidRequest('Invalid hash', { param: name })
      }
      return Object.fromEntries(
        Object.entries(value).map(([given, item]) => [
          key.parse(given, name),
          rule.parse(item, fieldName(name, given)),
        ])
      )
    },
  }
}

function scalar(value: FormValue, name: string, kind: string): string {
  if (typeof value !== 'string') {
    throw invalidRequest(`Invalid ${kind}: ${JSON.stringify(value)}`, { param: name })
  }
  return value
}

function fieldName(at: string, key: string) {
  return at === '' ? key : `${at}[${key}]`
}
