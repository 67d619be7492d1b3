import { DateTime } from 'luxon'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { pressEach } from '#admin/bulk'
import { defineResource } from '#admin/resource'
import { checkPurchase } from '#admin/resources/check_purchase_action'
import { purchaseList } from '#admin/resources/purchase_list'
import {
  downloadTable,
  eventTable,
  mailTable,
  paymentTable,
  purchaseFacts,
} from '#admin/resources/record_facts'
import { timelineTable } from '#admin/timeline_table'
import { accessWords } from '#app/access_words'
import FindAccess from '#queries/find_access'
import { refundableAmount } from '#app/refund_terms'
import FindPurchaseRecord from '#queries/find_purchase_record'

/** What was bought: facts that Stripe and staff decided, for looking at. */
export const purchaseResource = defineResource({
  key: 'purchases',
  title: 'Purchases',
  area: 'Sales',
  noun: { one: 'purchase', many: 'purchases' },
  permissions: { view: 'purchases.view' },
  subject: 'purchase',
  list: purchaseList,
  brief: (row) => ({ text: row.reference, note: `${row.email} · ${row.product}` }),
  page: {
    find: (id) => new FindPurchaseRecord().handle(id),
    title: ({ purchase }) => `Purchase ${purchase.reference}`,
    name: ({ purchase }) => purchase.reference,
    facts: ({ purchase }, i18n) => {
      const { productConfiguration: configuration } = purchase
      const access = new FindAccess().judge(configuration, [purchase], DateTime.utc())
      return purchaseFacts(purchase, accessWords(access, i18n))
    },
    tables: (record) => [
      timelineTable(record.timeline),
      paymentTable(record),
      downloadTable(record),
      mailTable(record.mails),
      eventTable(record.events),
    ],
    actions: [checkPurchase],
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
    pressEach(
      checkPurchase,
      (purchases) => `Looks at ${purchases} at Stripe again, one after the other.`
    ),
  ],
})
