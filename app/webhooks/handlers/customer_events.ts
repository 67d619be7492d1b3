/** The events of what changes the next invoices of a customer: balance, discount and invoice items. */
export const CUSTOMER_EVENT_TYPES = [
  'customer.updated',
  'customer.discount.created',
  'customer.discount.updated',
  'customer.discount.deleted',
  'invoiceitem.created',
  'invoiceitem.deleted',
]

/** The customer that the object of such an event is, or names; null where it names none. */
export function customerOf(object: Record<string, unknown>): string | null {
  const id = object.object === 'customer' ? object.id : object.customer
  return typeof id === 'string' ? id : null
}
