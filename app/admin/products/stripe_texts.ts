import { text, textarea } from '#records/declarations/fields'
import type { FormLayout } from '#records/declarations/form'
import { PRODUCT_NAME_LENGTH } from '#catalogue_editing/create_product'

/** The longest description in Stripe, in characters: more than a page or a receipt has room for. */
const DESCRIPTION_LENGTH = 5000

/** The fields of a product's texts in Stripe. */
export const STRIPE_TEXTS: FormLayout = {
  sections: [
    {
      title: 'At Stripe',
      text: 'What buyers read on the payment page and on Stripe’s receipts, and here where the store has no words of its own.',
      fields: [
        text('name', { label: 'Name', max: PRODUCT_NAME_LENGTH, required: true }),
        textarea('description', {
          label: 'Description',
          max: DESCRIPTION_LENGTH,
          rows: 3,
          hint: 'One or two sentences. May be left empty.',
        }),
      ],
    },
  ],
}
