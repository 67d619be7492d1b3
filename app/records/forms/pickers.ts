import { urlFor } from '@adonisjs/core/services/url_builder'
import { idsOf } from '#records/declarations/fields'
import type { FieldView } from '#records/forms/form_view'
import { resourceNamed } from '#records/declarations/resource_registry'
import FindOptions, { type RecordOption } from '#records/lists/find_options'

/** The control of a field with records of another resource. */
export interface Picker {
  /** Of the other resource. */
  noun: { one: string; many: string }
  /** The address that returns options while the user types. */
  address: string
  isMany: boolean
  picked: RecordOption[]
  /** All options, if they are few enough for a select; else null. */
  all: RecordOption[] | null
  /** The term of a search without JavaScript, and its results. */
  term: string
  found: RecordOption[]
}

/** The values of buttons that change the form without saving it. */
const STEP = /^(?:find|up (\w+) (\d+))$/

/**
 * Prepares the pickers among the fields of a form.
 * @param sent the submitted form, with the search terms of its pickers
 */
export async function viewPickers<Section extends { fields: FieldView[] }>(
  sections: Section[],
  sent: Record<string, unknown>
) {
  return Promise.all(
    sections.map(async (section) => ({
      ...section,
      fields: await Promise.all(
        section.fields.map(async (field) => ({
          ...field,
          picker: field.picks === null ? null : await viewPicker(field, field.picks, sent),
        }))
      ),
    }))
  )
}

/** Whether the button only changes the form: it searches a picker, or moves a picked record. */
export function isStep(intent: unknown): boolean {
  return STEP.test(String(intent))
}

/**
 * Applies the button to the typed values: `up` moves one picked record up; others change nothing.
 */
export function takeStep(intent: unknown, typed: Record<string, string>): Record<string, string> {
  const [, name, id] = STEP.exec(String(intent)) ?? []
  const ids = idsOf(typed[name])
  const place = ids.indexOf(Number(id))
  if (place > 0) {
    ids.splice(place - 1, 2, ids[place], ids[place - 1])
    return { ...typed, [name]: ids.join(',') }
  }
  return typed
}

async function viewPicker(
  field: FieldView,
  key: string,
  sent: Record<string, unknown>
): Promise<Picker> {
  const resource = resourceNamed(key)
  const options = new FindOptions()
  const search = sent[`${field.name}_find`]
  const term = typeof search === 'string' ? search : ''
  const isMany = field.kind === 'relations'
  const picked = await options.named(resource, idsOf(field.value))
  const found = term === '' ? [] : (await options.search(resource, term)).options
  return {
    noun: resource.noun,
    address: urlFor(`admin.${key}.options` as 'admin.products.options'),
    isMany,
    picked,
    all: isMany ? null : await options.all(resource),
    term,
    found: found.filter(({ id }) => picked.every((one) => one.id !== id)),
  }
}
