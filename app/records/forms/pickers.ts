import { urlFor } from '@adonisjs/core/services/url_builder'
import { idsOf } from '#records/declarations/fields'
import type { FieldView } from '#records/forms/form_view'
import { resourceNamed } from '#records/declarations/resource_registry'
import FindOptions, { type RecordOption } from '#records/lists/find_options'

/** The control of a field that holds records of another resource. */
export interface Picker {
  /** The resource, in words. */
  noun: { one: string; many: string }
  /** Where options are asked for while somebody types. */
  address: string
  isMany: boolean
  picked: RecordOption[]
  /** All there is to pick from, where that is little enough for a plain choice. */
  all: RecordOption[] | null
  /** What was searched for with the button, and what was found. */
  term: string
  found: RecordOption[]
}

/** What to do with a form that is shown again and not saved, as its buttons say it. */
const STEP = /^(?:find|up (\w+) (\d+))$/

/**
 * Makes ready the pickers among the fields of a form.
 * @param sent what came with the form, with the terms that were searched for
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

/** Whether a button only asks for the form to be shown again, with something more on it. */
export function isStep(intent: unknown): boolean {
  return STEP.test(String(intent))
}

/** What a button of a picker does with what is picked: it moves one record up. */
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
  const said = sent[`${field.name}_find`]
  const term = typeof said === 'string' ? said : ''
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
