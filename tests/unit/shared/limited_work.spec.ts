import { test } from '@japa/runner'
import { LimitedWork } from '#shared/concurrency/limited_work'

test.group('Limited work', () => {
  test('runs no more at a time, in the order in which it came', async ({ assert }) => {
    const work = new LimitedWork(2)
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>())
    const begun: number[] = []

    const results = gates.map(({ promise }, index) =>
      work.run(() => {
        begun.push(index)
        return promise
      })
    )
    await Promise.resolve()
    assert.deepEqual(begun, [0, 1])

    gates[1].resolve(1)
    await results[1]
    await Promise.resolve()
    assert.deepEqual(begun, [0, 1, 2])

    gates.forEach(({ resolve }, index) => resolve(index))
    assert.deepEqual(await Promise.all(results), [0, 1, 2, 3])
  })

  test('passes an error on and lets the next one begin', async ({ assert }) => {
    const work = new LimitedWork(1)
    const failed = work.run(async () => {
      throw new Error('no')
    })
    const next = work.run(async () => 'done')

    await assert.rejects(() => failed, 'no')
    assert.equal(await next, 'done')
  })
})
