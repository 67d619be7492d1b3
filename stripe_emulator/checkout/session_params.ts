import { address, currency, email, metadata } from '#stripe_emulator/params/common'
import {
  boolean,
  fields,
  integer,
  list,
  oneOf,
  required,
  text,
  type Params,
} from '#stripe_emulator/params/rules'

const lineItem = fields({
  price: required(text()),
  quantity: integer({ min: 1, max: 999_999 }),
  metadata: metadata(),
})

const optionalItem = fields({
  price: required(text()),
  quantity: required(integer({ min: 1, max: 999_999 })),
  adjustable_quantity: fields({
    enabled: required(boolean()),
    maximum: integer({ min: 1, max: 999_999 }),
    minimum: integer({ min: 0, max: 999_999 }),
  }),
})

/**
 * The parameters of a new Checkout Session that are supported here. `payment_method_types` is not
 * among them: Stripe removed it.
 */
export const sessionParams = {
  allow_promotion_codes: boolean(),
  automatic_tax: fields({
    enabled: required(boolean()),
    liability: fields({ type: required(oneOf('self')) }),
  }),
  billing_address_collection: oneOf('auto', 'required'),
  cancel_url: address(),
  client_reference_id: text({ max: 200 }),
  currency: currency(),
  custom_text: fields({
    after_submit: fields({ message: required(text({ max: 1200 })) }),
    submit: fields({ message: required(text({ max: 1200 })) }),
    terms_of_service_acceptance: fields({ message: required(text({ max: 1200 })) }),
  }),
  customer: text(),
  customer_creation: oneOf('always', 'if_required'),
  customer_email: email(),
  customer_update: fields({ address: oneOf('auto', 'never'), name: oneOf('auto', 'never') }),
  discounts: list(fields({ coupon: text(), promotion_code: text() })),
  expires_at: integer(),
  invoice_creation: fields({
    enabled: required(boolean()),
    invoice_data: fields({ description: text(), footer: text(), metadata: metadata() }),
  }),
  line_items: list(lineItem),
  locale: text(),
  metadata: metadata(),
  mode: oneOf('payment', 'subscription'),
  optional_items: list(optionalItem, { max: 10 }),
  payment_intent_data: fields({
    description: text({ max: 1000 }),
    metadata: metadata(),
    receipt_email: email(),
    statement_descriptor: text({ max: 22 }),
    statement_descriptor_suffix: text({ max: 22 }),
  }),
  payment_method_collection: oneOf('always', 'if_required'),
  phone_number_collection: fields({ enabled: required(boolean()) }),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  subscription_data: fields({
    description: text({ max: 500 }),
    metadata: metadata(),
    trial_period_days: integer({ min: 1, max: 730 }),
    trial_settings: fields({
      end_behavior: required(
        fields({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) })
      ),
    }),
  }),
  success_url: address(),
  ui_mode: oneOf('hosted_page'),
}

export type SessionParams = Params<typeof sessionParams>
