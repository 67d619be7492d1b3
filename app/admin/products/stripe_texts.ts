import { text, textarea } from '#records/declarations/fields'
import type { FormLayout } from '#records/declarations/form'
import { PRODUCT_NAME_LENGTH } from '#catalogue_editing/create_product'

/** Characters of a description at Stripe: more than a shop window or a receipt has room for. */
const DESCRIPTION_LENGTH = 5000

/** What a product is called at Stripe. */
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
