import { basename, dirname, join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { aceCommand } from '#bin/ace_command'

test.group('A command in a message', (group) => {
  group.each.setup(() => {
    const before = process.cwd()
    return () => process.chdir(before)
  })

  test('works in the folder of the store, beside it, and elsewhere', ({ assert }) => {
    const root = app.makePath()

    process.chdir(root)
    assert.equal(aceCommand('queue:work'), 'node ace queue:work')
    process.chdir(dirname(root))
    assert.equal(aceCommand('queue:work'), `node ${basename(root)}/ace.js queue:work`)
    process.chdir(join(root, 'app'))
    assert.equal(aceCommand('queue:work'), `node ${join(root, 'ace.js')} queue:work`)
  })
})
