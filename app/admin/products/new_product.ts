import { type FormRow, markdown, text, textarea } from '#records/declarations/fields'
import type { FieldValues, FormLayout } from '#records/declarations/form'
import { readForm, typedValuesOf } from '#records/forms/form_values'
import type { Typed } from '#records/declarations/form'
import {
  controlName,
  emptyPrice,
  priceErrors,
  readPrice,
  typedPriceLike,
  typedPriceOf,
  type TypedPrice,
} from '#admin/products/price_controls'
import type { PriceColumns } from '#catalogue/prices/price_text'
import { MOST_NEW_PRICES } from '#catalogue_editing/create_product'
import type { PriceProblems, PriceTerms } from '#catalogue/prices/price_terms'
import { NEW_SLUG_MAX_LENGTH, SLUG } from '#shared/slug'
import { newRequest, requestOf } from '#admin/stripe_request'
import { STRIPE_TEXTS } from '#admin/products/stripe_texts'
import type { FormErrors } from '#http/forms/check_form'
import { LONGEST_MARKDOWN } from '#shared/markdown'

/** The fields of a new product, besides its prices. */
export const NEW_PRODUCT: FormLayout = {
  sections: [
    ...STRIPE_TEXTS.sections,
    {
      title: 'In the store',
      text: 'Everything else about it, files and cover too, is on its own page once it is made.',
      fields: [
        text('slug', {
          label: 'Address',
          max: NEW_SLUG_MAX_LENGTH,
          pattern: SLUG,
          hint: 'The last part of the address, such as “field-notes”. Empty: made of the name.',
        }),
        textarea('overview', {
          label: 'Overview',
          max: 1000,
          rows: 3,
          hint: 'For the shop window, instead of the description.',
        }),
        markdown('content', {
          label: 'Content',
          max: LONGEST_MARKDOWN,
          rows: 8,
          hint: 'The product’s page, in Markdown.',
        }),
      ],
    },
  ],
}

/**
 * The form values of a new product.
 */
export interface NewProductDraft {
  /** The form's id, so that sending it twice creates one product. */
  request: string
  typed: Typed
  prices: TypedPrice[]
  /** The index of the default price. */
  defaultPlace: number
}

export type NewProductReading =
  | {
      ok: true
      values: FieldValues
      /** The default price comes first. */
      prices: PriceTerms[]
    }
  | { ok: false; errors: FormErrors }

/** An empty form. */
export function emptyDraft(currency: string): NewProductDraft {
  return {
    request: newRequest(),
    typed: typedValuesOf(NEW_PRODUCT, {}),
    prices: [emptyPrice(currency)],
    defaultPlace: 0,
  }
}

/**
 * A form with the values of another product. The slug is left empty.
 * @param row as the product form reads it
 */
export function draftLike(row: FormRow): NewProductDraft {
  const offered = (row.prices as (PriceColumns & { id: number })[])
    .filter(({ active, gone_at: goneAt }) => active && !goneAt)
    .toSorted(
      (a, b) => Number(b.id === row.default_price_id) - Number(a.id === row.default_price_id)
    )
  return {
    request: newRequest(),
    typed: typedValuesOf(NEW_PRODUCT, {
      name: row.name_override ?? row.stripe_name,
      description: row.stripe_description,
      overview: row.overview,
      content: row.content,
    }),
    prices: offered
      .map(typedPriceLike)
      .filter((typed) => typed !== null)
      .slice(0, MOST_NEW_PRICES),
    defaultPlace: 0,
  }
}

/** The submitted form values. */
export function draftOf(input: Record<string, unknown>): NewProductDraft {
  const prices = places(input).map((place) => typedPriceOf(input, prefixOf(place)))
  const chosen = Number(input.default_price)
  return {
    request: requestOf(input),
    typed: typedValuesOf(NEW_PRODUCT, input),
    prices,
    defaultPlace: chosen in prices ? chosen : 0,
  }
}

/** The form with one more price, in the currency of the last one. */
export function withPrice(draft: NewProductDraft, currency: string): NewProductDraft {
  const last = draft.prices.at(-1)
  return mayAddPrice(draft)
    ? { ...draft, prices: [...draft.prices, emptyPrice(last?.currency ?? currency)] }
    : draft
}

/** The form without one of its prices. */
export function withoutPrice(draft: NewProductDraft, place: number): NewProductDraft {
  const { defaultPlace } = draft
  return {
    ...draft,
    prices: draft.prices.toSpliced(place, 1),
    defaultPlace: place === defaultPlace ? 0 : defaultPlace - Number(place < defaultPlace),
  }
}

/** Whether the form has room for one more price. */
export function mayAddPrice({ prices }: NewProductDraft): boolean {
  return prices.length < MOST_NEW_PRICES
}

/**
 * Validates the form values.
 * @param isOffered whether it is to be sold at once, which requires a price
 */
export async function readDraft(
  draft: NewProductDraft,
  isOffered: boolean
): Promise<NewProductReading> {
  const reading = await readForm(NEW_PRODUCT, draft.typed)
  const prices = draft.prices.map(readPrice)
  const errors = {
    ...(reading.ok ? {} : reading.errors),
    ...Object.assign(
      {},
      ...prices.map((price, place) =>
        price.ok ? {} : priceErrors(price.problems, prefixOf(place))
      )
    ),
    ...(isOffered && prices.length === 0 ? { prices: 'What is offered needs a price' } : {}),
  }
  if (!reading.ok || Object.keys(errors).length > 0) {
    return { ok: false, errors }
  }
  const terms = prices.flatMap((price) => (price.ok ? [price.terms] : []))
  return { ok: true, values: reading.values, prices: inOrder(draft).map((place) => terms[place]) }
}

/**
 * The problems of the prices by field name.
 * @param problems by index in the validated prices
 */
export function errorsOfPrices(
  draft: NewProductDraft,
  problems: Record<number, PriceProblems>
): FormErrors {
  return Object.assign(
    {},
    ...inOrder(draft).map((place, index) => priceErrors(problems[index] ?? {}, prefixOf(place)))
  )
}

/** The prefix of a price's field names. */
export function prefixOf(place: number): string {
  return `price_${place}_`
}

/** The indexes of the prices, the default one first. */
function inOrder({ prices, defaultPlace }: NewProductDraft): number[] {
  return [...prices.keys()].toSorted(
    (a, b) => Number(b === defaultPlace) - Number(a === defaultPlace)
  )
}

/** The indexes of the submitted prices, counted from 0 without gaps. */
function places(input: Record<string, unknown>): number[] {
  const sent = [...Array(MOST_NEW_PRICES).keys()]
  const end = sent.findIndex((place) => !(controlName('amount', prefixOf(place)) in input))
  return end === -1 ? sent : sent.slice(0, end)
}
