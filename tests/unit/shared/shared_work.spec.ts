import { test } from '@japa/runner'
import { SharedWork } from '#shared/concurrency/shared_work'

test.group('Shared work', () => {
  test('is never joined once started, and shared by all waiting callers', async ({ assert }) => {
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

  test('that fails rejects those who share it, and not the next', async ({ assert }) => {
    const sharedWork = new SharedWork<string>()
    const first = sharedWork.run('a', async () => {
      throw new Error('first')
    })
    const second = sharedWork.run('a', async () => 'second')
    await assert.rejects(() => first, 'first')
    assert.equal(await second, 'second')
  })
})
