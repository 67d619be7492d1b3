import { type Part, stamps } from '#database/large/large_store'
import { withSearchText } from '#database/search_text'
import { customerEmail, customerId, personName } from '#database/large/names_and_ids'
import { STAFF } from '#database/large/numbers'
import { share } from '#database/large/scatter'

/** Purposes of random values, see `share`. */
const CONFIRMED = 30
const KNOWN_AT_STRIPE = 31

const ROLES = ['manager', 'support', 'accountant', 'viewer']

/** The label of a staff member in lists and in the audit log. */
export function staffLabel(n: number): string {
  return `${personName(-n - 2)} <${staffEmail(n)}>`
}

/** Customers and staff. They have no passwords, so that nobody can sign in as one of them. */
export const peopleParts: Part[] = [
  {
    name: 'staff',
    table: 'users',
    count: () => STAFF,
    row: (n, { calendar }) => ({
      email: staffEmail(n),
      email_verified_at: calendar.at(0),
      ...withSearchText('users', { full_name: personName(-n - 2) }),
      role: ROLES[n % ROLES.length],
      locale: 'en',
      ...stamps(calendar.at(0)),
    }),
  },
  {
    name: 'customers',
    table: 'users',
    count: ({ customers }) => customers,
    row: (n, { calendar, numbers }) => {
      const since = calendar.at(n / numbers.customers)
      return {
        email: customerEmail(n),
        email_verified_at: share(n, CONFIRMED) < 0.7 ? calendar.after(since, 0.01) : null,
        ...withSearchText('users', { full_name: personName(n) }),
        locale: 'en',
        stripe_customer_id: share(n, KNOWN_AT_STRIPE) < 0.9 ? customerId(n) : null,
        ...stamps(since),
      }
    },
  },
]

function staffEmail(n: number): string {
  return `staff${n}@kiosk.example`
}
