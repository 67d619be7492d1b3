import { idsOf, relation, relations } from '#records/declarations/fields'
import { productForm } from '#admin/products/product_form'

/** The values of the fields below, which exist in tests only. */
export const picked: { companions: number[]; reviewer: number | null } = {
  companions: [],
  reviewer: null,
}

/**
 * Adds a field with several records and one with a single record to the form of products.
 * @returns how to remove them
 */
export function givenPickers() {
  const { find, sections, afterSave } = productForm
  const reviewer = relation('reviewer', { label: 'Reviewer', resource: 'customers' })
  Object.assign(picked, { companions: [], reviewer: null })
  Object.assign(productForm, {
    sections: [
      {
        title: 'Others',
        text: 'Records of other resources.',
        fields: [
          relations('companions', { label: 'Companions', resource: 'products', max: 3 }),
          { ...reviewer, isElsewhere: true },
        ],
      },
      ...sections,
    ],
    find: async (...given: Parameters<typeof find>) => {
      const row = await find(...given)
      return (
        row && {
          ...row,
          companions: picked.companions.join(',') || null,
          reviewer: picked.reviewer,
        }
      )
    },
    afterSave: async (...given: Parameters<NonNullable<typeof afterSave>>) => {
      const [{ after }] = given
      picked.companions = idsOf(after.companions)
      picked.reviewer = idsOf(after.reviewer)[0] ?? null
      await afterSave?.(...given)
    },
  })
  return () => void Object.assign(productForm, { find, sections, afterSave })
}
