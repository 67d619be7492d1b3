import { DateTime } from 'luxon'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { runActionOnEach } from '#records/bulk/ready_made_actions'
import { defineResource } from '#records/declarations/define_resource'
import { recheckPurchase } from '#admin/purchases/recheck_purchase_action'
import { boughtPrice, purchaseList } from '#admin/purchases/purchase_list'
import {
  downloadTable,
  eventTable,
  furtherLineTable,
  mailTable,
  paymentTable,
  purchaseFacts,
  sisterTable,
} from '#admin/purchases/purchase_tables'
import { timelineTable } from '#admin/purchases/timeline_table'
import { hasSubscription } from '#access/charges'
import { nameWithPrice } from '#catalogue/prices/price_name'
import { accessText } from '#access/access_text'
import FindAccess from '#access/find_access'
import { refundableAmount } from '#purchases/refund_rules'
import FindPurchaseRecord from '#admin/purchases/find_purchase_record'
import { readableEmail } from '#shared/email_address'

/** Purchases: read only, but for the actions of staff. */
export const purchaseResource = defineResource({
  key: 'purchases',
  title: 'Purchases',
  area: 'Sales',
  noun: { one: 'purchase', many: 'purchases' },
  permissions: { view: 'purchases.view' },
  subject: 'purchase',
  list: purchaseList,
  brief: (row) => ({
    text: row.reference,
    note: `${readableEmail(row.email)} · ${nameWithPrice(row.product, boughtPrice(row))}`,
  }),
  page: {
    find: (id) => new FindPurchaseRecord().handle(id),
    title: ({ purchase }) => `Purchase ${purchase.reference}`,
    name: ({ purchase }) => purchase.reference,
    facts: ({ purchase, buyer, priceName }, i18n) => {
      const { productConfiguration: configuration } = purchase
      const access = new FindAccess().judge(configuration, purchase, DateTime.utc())
      return purchaseFacts(purchase, { access: accessText(access, i18n), buyer, priceName })
    },
    tables: (record) => [
      timelineTable(record.timeline),
      paymentTable(record),
      ...(record.sisters.length > 0 ? [sisterTable(record)] : []),
      ...(record.furtherLines.length > 0 ? [furtherLineTable(record)] : []),
      downloadTable(record),
      mailTable(record.mails),
      eventTable(record.events),
    ],
    actions: [recheckPurchase],
    links: ({ purchase, payments }) => [
      ...(payments.some((payment) => refundableAmount(payment) > 0)
        ? [
            {
              key: 'refund',
              text: 'Refund',
              href: urlFor('admin.refunds.create', { id: purchase.id }),
              needs: 'purchases.refund' as const,
            },
          ]
        : []),
      ...(hasSubscription(purchase)
        ? [
            {
              key: 'subscription',
              text: 'Subscription',
              href: urlFor('admin.subscriptions.edit', { id: purchase.id }),
              needs: 'subscriptions.change' as const,
            },
          ]
        : []),
      {
        key: 'proof',
        text: 'Delivery proof',
        href: urlFor('admin.proofs.show', { id: purchase.id }),
        needs: 'export' as const,
      },
      {
        key: 'access',
        text: 'Access',
        href: urlFor('admin.access.edit', { id: purchase.id }),
        needs: 'purchases.change' as const,
      },
    ],
  },
  bulk: [
    runActionOnEach(
      recheckPurchase,
      (purchases) => `Looks at ${purchases} at Stripe again, one after the other.`
    ),
  ],
})
