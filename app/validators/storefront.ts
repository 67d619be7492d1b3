import vine from '@vinejs/vine'

const validator = vine.create({
  q: vine.string().trim().maxLength(100).optional(),
  page: vine.number().withoutDecimals().range([1, 9999]).optional(),
})

/**
 * What of the address says which products are asked for. Nonsense is left out rather than refused:
 * addresses are typed, shortened and shared.
 */
export async function storefrontSearch(query: Record<string, unknown>) {
  const [error, valid] = await validator.tryValidate({
    q: typeof query.q === 'string' ? query.q.slice(0, 100) : undefined,
    page: query.page,
  })
  return {
    search: (error ? undefined : valid.q) ?? '',
    page: (error ? undefined : valid.page) ?? 1,
  }
}
