import { test } from '@japa/runner'
import { GroupCommit } from '#shared/concurrency/group_commit'

test.group('A group commit', () => {
  test('commits items that arrive meanwhile together, in order', async ({ assert }) => {
    const groups: number[][] = []
    const commit = new GroupCommit<number, number>(async (items) => {
      groups.push(items)
      await new Promise((resolve) => setImmediate(resolve))
      return items.map((item) => item * 2)
    }, 3)

    const results = await Promise.all([1, 2, 3, 4, 5].map((item) => commit.add(item)))

    assert.deepEqual(results, [2, 4, 6, 8, 10])
    assert.deepEqual(groups, [
      [1, 2, 3],
      [4, 5],
    ])
  })

  test('rejects only the item that cannot be written', async ({ assert }) => {
    const commit = new GroupCommit<number, number>(async (items) => {
      if (items.includes(2)) {
        throw new Error('two')
      }
      return items
    })
    const results = await Promise.allSettled([1, 2, 3].map((item) => commit.add(item)))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled']
    )
    assert.equal(await commit.add(4), 4)
  })
})
