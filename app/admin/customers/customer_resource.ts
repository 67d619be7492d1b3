import { urlFor } from '@adonisjs/core/services/url_builder'
import { permissionOver } from '#accounts/account_permission'
import { code, fact, pills, text, time } from '#records/declarations/cells'
import { defineResource } from '#records/declarations/define_resource'
import { accountStates, customerList } from '#admin/customers/customer_list'
import { mailTable, purchaseTable } from '#admin/purchases/purchase_tables'
import { stripeUrl } from '#admin/stripe_mode'
import FindCustomerRecord, { type CustomerRecord } from '#admin/customers/find_customer_record'
import { readableEmail } from '#shared/email_address'

/** Users with an account. */
export const customerResource = defineResource({
  key: 'customers',
  title: 'Customers',
  area: 'Sales',
  noun: { one: 'account', many: 'accounts' },
  permissions: { view: 'customers.view' },
  subject: 'user',
  list: customerList,
  brief: (row) => ({ text: readableEmail(row.email), note: row.full_name }),
  page: {
    find: (id) => new FindCustomerRecord().handle(id),
    title: ({ customer }) => customer.fullName || customer.readableEmail,
    name: ({ customer }) => customer.readableEmail,
    facts: (record) => customerFacts(record),
    tables: (record) => [purchaseTable(record), mailTable(record.mails)],
    links: ({ customer }) => [
      {
        key: 'account',
        text: customer.disabledAt ? 'Enable' : 'Disable or sign out',
        href: urlFor('admin.accounts.show', { id: customer.id }),
        needs: permissionOver(customer),
      },
    ],
  },
})

function customerFacts({ customer, currencyCustomers }: CustomerRecord) {
  const states = accountStates({
    role: customer.role,
    email_verified_at: customer.emailVerifiedAt,
    disabled_at: customer.disabledAt,
  })
  return [
    fact('E-mail', text(customer.readableEmail)),
    fact('Name', text(customer.fullName)),
    fact('State', pills(states)),
    fact('Since', time(customer.createdAt)),
    fact('E-mail confirmed', time(customer.emailVerifiedAt)),
    fact('Language', text(customer.locale)),
    fact(
      'Customer at Stripe',
      code(customer.stripeCustomerId, stripeUrl(customer.stripeCustomerId))
    ),
    ...currencyCustomers.map(({ currency, stripeCustomerId: id }) =>
      fact(`Customer at Stripe for ${currency.toUpperCase()}`, code(id, stripeUrl(id)))
    ),
  ]
}
