import { html, type Html } from '#stripe_emulator/http/html'
import type { PageAnswer } from '#stripe_emulator/http/reply'
import { formatAmount, typedAmount } from '#stripe_emulator/money'
import type { Charge, Dispute, PaymentIntent, Refund } from '#stripe_emulator/objects'
import { actionButton, listPage, pill, table, time } from '#stripe_emulator/pages/dashboard/frame'
import type { PageRequest } from '#stripe_emulator/pages/page'
import { hasEnded } from '#stripe_emulator/payments/dispute'
import type { World } from '#stripe_emulator/world'

const path = '/dashboard'

/** Lists the payments with their refunds and disputes, and what can happen to each. */
export function paymentsPage(request: PageRequest): PageAnswer {
  const { world } = request
  return listPage(request, path, {
    of: world.store.paymentIntents,
    none: 'No payments yet. Buy something in the store.',
    show: (objects) =>
      table(
        ['Amount', 'Status', 'Buyer', 'Time', 'Actions'],
        objects.map((object) => paymentRows(world, object))
      ),
  })
}

function paymentRows(world: World, intent: PaymentIntent): Html {
  const charge = world.store.charges.get(intent.latest_charge ?? '')
  const refunds = world.store.refunds.filter((one) => one.payment_intent === intent.id)
  const disputes = world.store.disputes.filter((one) => one.payment_intent === intent.id)
  return html`<tr>
      <td class="number">${formatAmount(intent.amount, intent.currency)}</td>
      <td>${paymentState(intent, charge)}</td>
      <td>
        ${String(intent.receipt_email ?? '')}
        <code class="id">${intent.id}</code>
      </td>
      <td>${time(intent.created)}</td>
      <td>${paymentActions(intent, charge)}</td>
    </tr>
    ${refunds.map(refundRow)} ${disputes.map(disputeRow)}`
}

function paymentState(intent: PaymentIntent, charge: Charge | undefined): Html {
  if (charge?.refunded) {
    return pill('Refunded', 'plain')
  }
  if (charge && charge.amount_refunded > 0) {
    return pill('Partially refunded', 'warn')
  }
  switch (intent.status) {
    case 'succeeded':
      return pill('Paid', 'good')
    case 'processing':
      return pill('Pending', 'warn')
    default:
      return pill('Failed', 'bad')
  }
}

function paymentActions(intent: PaymentIntent, charge: Charge | undefined): Html | null {
  if (intent.status === 'processing') {
    const fields = { id: intent.id }
    return html`${actionButton('settle', 'Settle', path, { fields })}
    ${actionButton('fail-delayed', 'Fail', path, { fields })}`
  }
  if (charge?.status !== 'succeeded' || charge.refunded) {
    return null
  }
  const left = typedAmount(charge.amount - charge.amount_refunded, charge.currency)
  const fields = { id: intent.id }
  return html`${actionButton('refund', 'Refund', path, {
    fields: { id: intent.id },
    input: html`<input
      name="amount"
      inputmode="decimal"
      aria-label="Amount to refund of ${intent.id}"
      value="${left}"
    />`,
  })}
  ${!charge.disputed && actionButton('dispute', 'Dispute', path, { fields })}
  ${!charge.disputed && actionButton('inquire', 'Inquire', path, { fields })}`
}

function disputeRow(dispute: Dispute): Html {
  return html`<tr class="part">
    <td class="number">−${formatAmount(dispute.amount, dispute.currency)}</td>
    <td>${pill(`Dispute: ${dispute.status}`, hasEnded(dispute) ? 'plain' : 'warn')}</td>
    <td><code class="id">${dispute.id}</code></td>
    <td>${time(dispute.created)}</td>
    <td>${!hasEnded(dispute) && html`${disputeActions(dispute)}`}</td>
  </tr>`
}

function disputeActions({ id, status }: Dispute): Html {
  const end = (outcome: string, label: string) =>
    actionButton('end-dispute', label, path, { fields: { id, outcome } })
  const review =
    !status.endsWith('under_review') &&
    actionButton('review-dispute', 'Send evidence', path, { fields: { id } })
  return status.startsWith('warning_')
    ? html`${review} ${end('warning_closed', 'Close')}`
    : html`${review} ${end('won', 'Won')} ${end('lost', 'Lost')}`
}

function refundRow(refund: Refund): Html {
  const failed = refund.status === 'failed'
  const waits = refund.status === 'pending' || refund.status === 'requires_action'
  const fields = { id: refund.id }
  return html`<tr class="part">
    <td class="number">−${formatAmount(refund.amount, refund.currency)}</td>
    <td>
      ${failed ? pill('Refund failed', 'bad') : pill(waits ? `Refund: ${refund.status}` : 'Refund', waits ? 'warn' : 'plain')}
    </td>
    <td><code class="id">${refund.id}</code></td>
    <td>${time(refund.created)}</td>
    <td>
      ${waits && actionButton('settle-refund', 'Settle', path, { fields })}
      ${!failed && actionButton('fail-refund', 'Fail', path, { fields })}
    </td>
  </tr>`
}
