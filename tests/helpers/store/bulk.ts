import { createProduct, type ProductForSale } from '#database/factories/product_factory'
import AuditEntry from '#models/audit_entry'
import type BulkRun from '#models/bulk_run'
import ProductConfiguration from '#models/product_configuration'
import { hiddenFields } from '#tests/helpers/store/panel'
import type { Answer, Visitor } from '#tests/helpers/store/visitor'

/** Products named "Product 0", "Product 1" and so on, as the panel edits them. */
export async function givenProducts(count: number, configuration = {}) {
  const products: ProductForSale[] = []
  for (let index = 0; index < count; index++) {
    products.push(
      await createProduct({ product: { name: `Product ${index}` }, configuration } as never)
    )
  }
  return products.map((product) => product.configuration)
}

/** Chooses records in a list and confirms the question that follows. */
export async function chooseAndConfirm(
  visitor: Visitor,
  list: string,
  choice: Record<string, string | string[]>,
  confirmation: Record<string, string> = {}
): Promise<Answer> {
  const question = await visitor.post(`/admin/${list}/bulk`, choice)
  return visitor.post(`/admin/${list}/bulk/run`, { ...hiddenFields(question), ...confirmation })
}

/** The ids of rows, as a form sends them. */
export const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => String(id))

/** Every product that is active. */
export const activeProducts = async () =>
  ProductConfiguration.query().where('isActive', true).orderBy('id')

/** What a bulk run wrote into the audit. */
export const entriesOf = (run: BulkRun) =>
  AuditEntry.query().where('requestId', `bulk-run-${run.id}`).orderBy('id')
