import { test } from '@japa/runner'
import fc from 'fast-check'
import { BoundedMap } from '#shared/bounded_map'

const lengthOf = (text: string) => text.length

test.group('Bounded map', () => {
  test('returns what was set until it is replaced, deleted or cleared', ({ assert }) => {
    const map = new BoundedMap<string, number>({ entries: 3 })
    map.set('a', 1)
    map.set('b', 2)
    map.set('a', 3)

    assert.equal(map.get('a'), 3)
    assert.equal(map.peek('b'), 2)
    assert.equal(map.size, 2)
    assert.isTrue(map.delete('a'))
    assert.isFalse(map.delete('a'))
    assert.isUndefined(map.get('a'))
    map.clear()
    assert.isUndefined(map.get('b'))
    assert.equal(map.size, 0)
  })

  test('removes the entry that was used least recently', ({ assert }) => {
    const map = new BoundedMap<string, number>({ entries: 3 })
    map.set('a', 1)
    map.set('b', 2)
    map.set('c', 3)
    map.get('a')
    map.set('b', 4)
    map.set('d', 5)

    assert.isFalse(map.has('c'))
    assert.deepEqual([map.get('a'), map.get('b'), map.get('d')], [1, 4, 5])
  })

  test('does not count a look as a use', ({ assert }) => {
    const map = new BoundedMap<string, number>({ entries: 2 })
    map.set('a', 1)
    map.set('b', 2)
    map.peek('a')
    map.has('a')
    map.set('c', 3)

    assert.isFalse(map.has('a'))
    assert.isTrue(map.has('b'))
  })

  test('keeps values that are undefined', ({ assert }) => {
    const map = new BoundedMap<string, undefined>({ entries: 1 })
    map.set('a', undefined)

    assert.isTrue(map.has('a'))
    assert.equal(map.size, 1)
    map.set('b', undefined)
    assert.isFalse(map.has('a'))
  })

  test('removes as many entries as the weight of a new one needs', ({ assert }) => {
    const map = new BoundedMap<string, string>({ weight: 10, weigh: lengthOf })
    map.set('a', 'xxx')
    map.set('b', 'xxx')
    map.set('c', 'xxx')
    assert.equal(map.weight, 9)
    map.set('d', 'xxxxx')

    assert.deepEqual(
      [map.has('a'), map.has('b'), map.has('c'), map.has('d')],
      [false, false, true, true]
    )
    assert.equal(map.weight, 8)
  })

  test('does not save what is heavier than everything may be, and removes nothing else for it', ({
    assert,
  }) => {
    const map = new BoundedMap<string, string>({ weight: 10, weigh: lengthOf })
    map.set('a', 'xxx')
    map.set('b', 'xxx')
    map.set('b', 'x'.repeat(11))

    assert.isTrue(map.has('a'))
    assert.isFalse(map.has('b'))
    assert.equal(map.weight, 3)
  })

  test('needs something that weighs where weight is bounded', ({ assert }) => {
    assert.throws(() => new BoundedMap({ weight: 10 }), RangeError)
  })

  test('behaves like a list that is searched and sorted by use, whatever happens to it', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const step = fc.oneof(
      fc.record({ act: fc.constant('set' as const), key, value: fc.string({ maxLength: 6 }) }),
      fc.record({ act: fc.constantFrom('get' as const, 'delete' as const), key })
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const map = new BoundedMap<string, string>({ entries: 3, weight: 10, weigh: lengthOf })
        let model: [string, string][] = []
        for (const one of steps) {
          const found = model.find(([name]) => name === one.key)
          const others = model.filter(([name]) => name !== one.key)
          if (one.act === 'set') {
            map.set(one.key, one.value)
            model = [...others, [one.key, one.value]]
            const weight = () => model.reduce((sum, [, value]) => sum + value.length, 0)
            while (model.length > 3 || weight() > 10) {
              model.shift()
            }
          } else if (one.act === 'delete') {
            map.delete(one.key)
            model = others
          } else if (map.get(one.key) !== found?.[1]) {
            return false
          } else if (found !== undefined) {
            model = [...others, found]
          }
        }
        const weight = model.reduce((sum, [, value]) => sum + value.length, 0)
        return (
          map.size === model.length &&
          map.weight === weight &&
          model.every(([name, value]) => map.peek(name) === value)
        )
      })
    )
  })
})
