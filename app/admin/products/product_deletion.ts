import { raiseCatalogueVersion } from '#catalogue/raise_catalogue_version'
import type { Deletion, Relation } from '#records/declarations/deletion'

/**
 * A product can be deleted only if nobody bought it. The copy of Stripe's product is deleted too,
 * so it must be deleted in Stripe first: a sync would create it again.
 */
export const productDeletion: Deletion = {
  relations: [
    related('Purchases', 'purchases', true),
    related('Checkout attempts', 'checkout_attempt_lines', true),
    related('Files', 'product_files', true),
    related('Addresses that lead to it', 'product_slugs', false),
  ],
  obstacle: (row) =>
    row.gone_at ? null : 'Stripe still has this product, and the next sync would bring it back.',
  afterDelete: async (row, trx) => {
    await trx.from('prices').where('product_id', row.product_id).delete()
    await trx.from('products').where('id', row.product_id).delete()
    await raiseCatalogueVersion(trx)
  },
}

function related(label: string, table: string, blocks: boolean): Relation {
  return {
    label,
    blocks,
    rows: (id, client) => client.from(table).where('product_configuration_id', id),
  }
}
