import { test } from '@japa/runner'
import { SharedWork } from '#shared/concurrency/shared_work'
import { GroupCommit } from '#shared/concurrency/group_commit'

test.group('SharedWork work', () => {
  test('is never joined once begun, and shared by all who come meanwhile', async ({ assert }) => {
    const sharedWork = new SharedWork<number>()
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let begun = 0
    const work = async () => {
      const turn = begun++
      await gates[turn]?.promise
      return turn
    }

    const first = sharedWork.run('a', work)
    const waiting = [sharedWork.run('a', work), sharedWork.run('a', work)]
    const other = sharedWork.run('b', async () => 99)
    assert.equal(await other, 99)
    assert.equal(begun, 1)
    gates[0].resolve()
    assert.equal(await first, 0)
    gates[1].resolve()
    assert.deepEqual(await Promise.all(waiting), [1, 1])
    assert.equal(await sharedWork.run('a', work), 2)
  })

  test('that fails fails for those who share it, and not for the next', async ({ assert }) => {
    const sharedWork = new SharedWork<string>()
    const first = sharedWork.run('a', async () => {
      throw new Error('first')
    })
    const second = sharedWork.run('a', async () => 'second')
    await assert.rejects(() => first, 'first')
    assert.equal(await second, 'second')
  })
})

test.group('A group commit', () => {
  test('commits what comes meanwhile together, in order', async ({ assert }) => {
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

  test('lets one item that cannot be written fail alone', async ({ assert }) => {
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
