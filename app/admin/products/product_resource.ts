import { urlFor } from '@adonisjs/core/services/url_builder'
import { defineResource } from '#records/declarations/define_resource'
import { productDeletion } from '#admin/products/product_deletion'
import { productBulk } from '#admin/products/product_bulk'
import { productAside } from '#admin/products/product_facts'
import { productForm } from '#admin/products/product_form'
import { productList, type ProductStanding, productStates } from '#admin/products/product_list'

/** Products: list, form, deletion and bulk actions. */
export const productResource = defineResource({
  key: 'products',
  title: 'Products',
  area: 'Catalogue',
  noun: { one: 'product', many: 'products' },
  permissions: { view: 'view' },
  list: productList,
  brief: (row) => ({ text: row.name, note: row.slug }),
  form: productForm,
  deletion: productDeletion,
  isArchivable: true,
  toggles: ['is_active'],
  bulk: productBulk,
  create: {
    text: 'New product',
    href: () => urlFor('admin.products.new'),
    permission: 'catalogue.change',
  },
  frame: {
    states: (row) => productStates(row as ProductStanding),
    link: (row) => ({
      text: row.is_hidden ? 'Preview' : 'View in store',
      href: urlFor('store.products.show', { productSlug: row.slug }),
    }),
    acts: (row) => [
      {
        key: 'copy',
        text: 'Save as new',
        needs: 'catalogue.change',
        href: urlFor('admin.products.new', {}, { qs: { from: row.id } }),
      },
      {
        key: 'grant',
        text: 'Grant',
        needs: 'purchases.change',
        href: urlFor('admin.grants.create', { id: row.id }),
      },
      {
        key: 'archive',
        text: row.archived_at ? 'Restore at Stripe too' : 'Archive at Stripe too',
        needs: 'catalogue.change',
        href: urlFor('admin.archive.show', { id: row.id }),
      },
    ],
    tabs: (row) => [
      { key: 'prices', text: 'Prices', href: urlFor('admin.prices.index', { id: row.id }) },
      { key: 'files', text: 'Files', href: urlFor('admin.files.index', { id: row.id }) },
      { key: 'stripe', text: 'Stripe', href: urlFor('admin.drift.show', { id: row.id }) },
      {
        key: 'purchases',
        text: 'Purchases',
        needs: 'purchases.view',
        href: urlFor('admin.purchases.index', {}, { qs: { product: row.id } }),
      },
    ],
    aside: productAside,
  },
})
