import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import type { Permission } from '#authority/permissions'
import { roleMay } from '#authority/permissions'
import ListAttention from '#operations/attention/list_attention'
import type { AttentionItem, AttentionKind } from '#operations/attention/attention_item'

/** What fixes an item: a page to open, or an act to run at once. */
interface Fix {
  text: string
  href: string
  isAct: boolean
  needs: Permission
}

const TITLES: Record<AttentionKind, string> = {
  mismatch: 'Paid otherwise than asked for',
  unassigned: 'Paid, and nobody has it',
  further_line: 'Paid for something more',
  unassigned_refund: 'Refunded, and not known for what',
  unknown_line: 'Paid for something unknown',
  event: 'Stripe event failed',
  late_event: 'Stripe event waits',
  mail: 'Mail failed',
  file: 'File is missing',
  dispute: 'Dispute near its deadline',
  inquiry: 'The bank asks about a payment',
  unknown_product: 'Subscribed to an unknown product',
  account: 'Two accounts for one address',
  charged_while_closed: 'Charged in Stripe, closed here',
  second_subscription: 'Two subscriptions to one product',
  paid_twice: 'Paid twice for one product',
  customer: 'Customer not updated at Stripe',
  reconcile: 'Paid, and not as here',
  schedule: 'Schedule stands still',
  key: 'Key of another Stripe account',
  sync: 'Catalogue is old',
  stopped_sync: 'Sync stopped before it removed products',
  invariant: 'Something does not hold',
  disk: 'Disk is full',
  refusal: 'Stripe refuses something',
}

/**
 * Lists everything that needs attention, each with the buttons that fix it, if the role may use them.
 */
export default class AttentionController {
  async index({ view, staff }: HttpContext) {
    const items = await new ListAttention().handle()
    return view.render('pages/admin/attention', {
      items: items.map((item) => ({
        ...item,
        title: TITLES[item.kind],
        fixes: fixesOf(item).filter(({ needs }) => roleMay(staff.role, needs)),
      })),
    })
  }
}

function fixesOf({ kind, id: row, choices = [] }: AttentionItem): Fix[] {
  const id = row ?? 0
  switch (kind) {
    case 'unknown_line':
      return [
        fixOf(kind, row),
        act('Settled otherwise', urlFor('admin.further_lines.settle', { id }), 'purchases.change'),
      ]
    case 'unassigned_refund':
      return choices.map(({ id: purchaseId, label }) =>
        act(
          `It was for ${label}`,
          urlFor('admin.refunds.assign', { id, purchaseId }),
          'purchases.refund'
        )
      )
    default:
      return [fixOf(kind, row)]
  }
}

function fixOf(kind: Exclude<AttentionKind, 'unassigned_refund'>, row: number | null): Fix {
  const id = row ?? 0
  switch (kind) {
    case 'unassigned':
      return page('Settle it', urlFor('admin.unassigned_payments.show', { id }), 'purchases.view')
    case 'unknown_line':
      return page('Copy the catalogue', urlFor('admin.sync.show'), 'catalogue.sync')
    case 'further_line':
    case 'mismatch':
    case 'unknown_product':
      return act('Check with Stripe', urlFor('admin.purchases.check', { id }), 'purchases.check')
    case 'event':
    case 'late_event':
      return act('Replay', urlFor('admin.events.replay', { id }), 'events.replay')
    case 'mail':
      return act('Send again', urlFor('admin.mails.requeue', { id }), 'mails.resend')
    case 'file':
      return page('See the files', urlFor('admin.files.index', { id }), 'view')
    case 'dispute':
    case 'inquiry':
    case 'paid_twice':
      return page('See the purchase', urlFor('admin.purchases.show', { id }), 'purchases.view')
    case 'account':
    case 'customer':
      return page('See the account', urlFor('admin.customers.show', { id }), 'customers.view')
    case 'charged_while_closed':
    case 'second_subscription':
      return page('Settle it', urlFor('admin.subscriptions.edit', { id }), 'subscriptions.change')
    case 'reconcile':
      return page('Reconcile', urlFor('admin.reconcile.show'), 'purchases.view')
    case 'schedule':
    case 'key':
    case 'disk':
      return page('Ask the doctor', urlFor('admin.doctor.show'), 'catalogue.sync')
    case 'stopped_sync':
      return page('Look at the sync', urlFor('admin.sync.show'), 'catalogue.sync')
    case 'refusal':
      return act('It is changed', urlFor('admin.refusals.destroy', { id }), 'catalogue.sync')
    case 'sync':
      return page('Copy it now', urlFor('admin.sync.show'), 'catalogue.sync')
    case 'invariant':
      return row === null
        ? page('Reconcile', urlFor('admin.reconcile.show'), 'purchases.view')
        : act('Check with Stripe', urlFor('admin.purchases.check', { id }), 'purchases.check')
  }
}

function act(text: string, href: string, needs: Permission): Fix {
  return { text, href, isAct: true, needs }
}

function page(text: string, href: string, needs: Permission): Fix {
  return { text, href, isAct: false, needs }
}
