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
  event: 'Stripe event failed',
  late_event: 'Stripe event waits',
  mail: 'Mail failed',
  file: 'File is missing',
  dispute: 'Dispute near its deadline',
  account: 'Two accounts for one address',
  reconcile: 'Paid, and not as here',
  schedule: 'Schedule stands still',
  sync: 'Catalogue is old',
  invariant: 'Something does not hold',
  disk: 'Disk is full',
  refusal: 'Stripe refuses something',
}

/**
 * Lists everything that needs attention, each with a button that fixes it, if the role may use it.
 */
export default class AttentionController {
  async index({ view, staff }: HttpContext) {
    const items = await new ListAttention().handle()
    return view.render('pages/admin/attention', {
      items: items.map((item) => ({
        ...item,
        title: TITLES[item.kind],
        fix: fixFor(item, (needs) => roleMay(staff.role, needs)),
      })),
    })
  }
}

function fixFor(item: AttentionItem, may: (needs: Permission) => boolean): Fix | null {
  const fix = fixOf(item)
  return fix !== null && may(fix.needs) ? fix : null
}

function fixOf({ kind, id: row }: AttentionItem): Fix | null {
  const id = row ?? 0
  switch (kind) {
    case 'mismatch':
      return act('Check with Stripe', urlFor('admin.purchases.check', { id }), 'purchases.check')
    case 'event':
    case 'late_event':
      return act('Replay', urlFor('admin.events.replay', { id }), 'events.replay')
    case 'mail':
      return act('Send again', urlFor('admin.mails.requeue', { id }), 'mails.resend')
    case 'file':
      return page(
        'See the products',
        urlFor('admin.products.index', {}, { qs: { files: 'missing' } }),
        'view'
      )
    case 'dispute':
      return page('See the purchase', urlFor('admin.purchases.show', { id }), 'purchases.view')
    case 'account':
      return page('See the account', urlFor('admin.customers.show', { id }), 'customers.view')
    case 'reconcile':
      return page('Reconcile', urlFor('admin.reconcile.show'), 'purchases.view')
    case 'schedule':
    case 'disk':
      return page('Ask the doctor', urlFor('admin.doctor.show'), 'catalogue.sync')
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
