import type { InvoiceInput } from '#stripe_emulator/billing/invoice_input'
import type { InvoiceLineInput } from '#stripe_emulator/billing/invoice_line'
import type { LineTax } from '#stripe_emulator/records'
import { addedBy, taxOn } from '#stripe_emulator/tax/line_tax'
import type { World } from '#stripe_emulator/world'

/** The taxes of the lines of an invoice, in their order; none where it gets no tax. */
export function lineTaxes(world: World, input: InvoiceInput): LineTax[] {
  const hasTax = input.hasTax ?? input.subscription?.automatic_tax.enabled ?? false
  return hasTax
    ? input.lines.map(({ price, amount, discount }) => taxOn(world, price, amount - discount))
    : []
}

/**
 * The sums of an invoice, in the minor unit.
 * @param taxes of the lines, in their order, or none
 */
export function totalsOf(lines: InvoiceLineInput[], taxes: LineTax[]) {
  const subtotal = sum(lines.map(({ amount }) => amount))
  const discount = sum(lines.map((line) => line.discount))
  const added = sum(taxes.map(addedBy))
  const tax = sum(taxes.map(({ amount }) => amount))
  return {
    subtotal,
    discount,
    includedInSubtotal: tax - added,
    tax,
    total: subtotal - discount + added,
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
