import { type BulkAction } from '#records/declarations/bulk_action'
import { updateFields } from '#records/bulk/ready_made_actions'
import { productForm } from '#admin/products/product_form'

/** The bulk actions of products. */
export const productBulk: BulkAction[] = [
  updateFields(
    productForm,
    { is_active: true },
    {
      key: 'activate',
      label: 'Activate',
      confirm: (products) =>
        `Visitors see ${products} and can buy them, if they can at Stripe too.`,
    }
  ),
  updateFields(
    productForm,
    { is_active: false },
    {
      key: 'deactivate',
      label: 'Deactivate',
      confirm: (products) => `Takes ${products} from sale. Buyers keep what they bought.`,
    }
  ),
  updateFields(
    productForm,
    { is_listed: true },
    {
      key: 'list',
      label: 'List',
      confirm: (products) => `Puts ${products} into the shop window and into search.`,
    }
  ),
  updateFields(
    productForm,
    { is_listed: false },
    {
      key: 'unlist',
      label: 'Unlist',
      confirm: (products) => `Leaves ${products} to be found by their address alone.`,
    }
  ),
  updateFields(
    productForm,
    { archived_at: true },
    {
      key: 'archive',
      label: 'Archive',
      confirm: (products) => `Takes ${products} from the store for good. Buyers keep everything.`,
    }
  ),
  updateFields(
    productForm,
    { archived_at: false },
    {
      key: 'restore',
      label: 'Restore',
      confirm: (products) => `Brings ${products} back from the archive.`,
    }
  ),
]
