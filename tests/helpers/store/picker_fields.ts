import { idsOf, relation, relations } from '#records/declarations/fields'
import { productForm } from '#admin/products/product_form'

/** What the fields below hold, which are none of the product's own. */
export const picked: { companions: number[]; reviewer: number | null } = {
  companions: [],
  reviewer: null,
}

/**
 * Gives the form of products a field with several records and one with a single one.
 * @returns takes them away again
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
