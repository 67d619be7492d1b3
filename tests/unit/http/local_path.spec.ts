import { test } from '@japa/runner'
import { localPath } from '#http/local_path'

test.group('A local redirect path', () => {
  test('may be {path}')
    .with(['/', '/account', '/products/a-b?price=1&x=%2F', '/a/../b'].map((path) => ({ path })))
    .run(({ assert }, { path }) => {
      assert.isTrue(localPath(path)?.startsWith('/'))
    })

  test('may not be {path}')
    .with(
      [
        '//evil.example',
        '/\\evil.example',
        '/\t/evil.example',
        '\\\\evil.example',
        'https://evil.example/',
        'https:evil.example',
        'javascript:alert(1)',
        ' /account',
        '',
        `/${'a'.repeat(3000)}`,
      ].map((path) => ({ path }))
    )
    .run(({ assert }, { path }) => {
      assert.isNull(localPath(path))
    })

  test('must be a string', ({ assert }) => {
    for (const value of [null, undefined, 7, ['/account'], {}]) {
      assert.isNull(localPath(value))
    }
  })
})
