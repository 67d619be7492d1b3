import { test } from '@japa/runner'
import { chooseNode, isOlder, NODE_FLOOR } from '#bin/node_floor'

const OWN = '/usr/bin/node'
const NEW = { path: '/bundled/node', version: NODE_FLOOR }
const OLD = { path: '/bundled/node', version: '24.21.0' }

test.group('The Node that runs Kiosk', () => {
  test('is {expected} where the machine has {version}')
    .with([
      { version: NODE_FLOOR, bundled: NEW, expected: OWN },
      { version: NODE_FLOOR, bundled: null, expected: OWN },
      { version: '25.0.0', bundled: NEW, expected: OWN },
      { version: '26.12.1', bundled: null, expected: OWN },
      { version: '100.0.0', bundled: null, expected: OWN },
      { version: '24.21.0', bundled: NEW, expected: NEW.path },
      { version: '22.23.5', bundled: NEW, expected: NEW.path },
      { version: '20.20.2', bundled: NEW, expected: NEW.path },
      { version: '20.20.2', bundled: null, expected: null },
      { version: '20.20.2', bundled: OLD, expected: null },
    ])
    .run(({ assert }, { version, bundled, expected }) => {
      assert.equal(chooseNode({ version, execPath: OWN, bundled }), expected)
    })

  test('is not the bundled one again where that is not what its package says', ({ assert }) => {
    assert.isNull(chooseNode({ version: '20.20.2', execPath: NEW.path, bundled: NEW }))
  })

  test('is compared by its numbers: {0} and {1}')
    .with([
      ['9.11.2', '24.0.0', true],
      ['24.9.0', '24.22.3', true],
      ['24.22.2', '24.22.3', true],
      ['24.22.3', '24.22.3', false],
      ['24.100.0', '24.22.3', false],
      ['25.0.0-nightly2026', '24.22.3', false],
    ] as [string, string, boolean][])
    .run(({ assert }, [one, other, expected]) => {
      assert.equal(isOlder(one, other), expected)
    })
})
