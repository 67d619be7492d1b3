import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import AuditEntry from '#models/audit_entry'
import { runAce } from '#tests/helpers/process/ace'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { givenSecondFactor } from '#tests/helpers/store/second_factor'

test.group('admin:reset-second-factor', (group) => {
  group.each.setup(() => cleanStoreAlone())

  test('turns off the second factor of an owner, and records it', async ({ assert }) => {
    const owner = await UserFactory.apply('admin').merge({ email: 'owner@example.com' }).create()
    await givenSecondFactor(owner)

    const first = await runAce(['admin:reset-second-factor', 'Owner@example.com'])
    const second = await runAce(['admin:reset-second-factor', 'owner@example.com'])
    const unknown = await runAce(['admin:reset-second-factor', 'nobody@example.com'])

    assert.equal(first.code, 0, first.stderr)
    assert.isFalse((await owner.refresh()).hasSecondFactor)
    const entry = await AuditEntry.findByOrFail('action', 'user.second_factor_off')
    assert.equal(entry.actorLabel, 'Command line')
    assert.equal(second.code, 0)
    assert.include(second.stdout, 'nothing was changed')
    assert.equal(unknown.code, 1)
  }).timeout(120_000)

  test('says that an owner has to set up a new one where the store requires it', async ({
    assert,
  }) => {
    const owner = await UserFactory.apply('admin').merge({ email: 'owner@example.com' }).create()
    await givenSecondFactor(owner)

    const { stdout } = await runAce(['admin:reset-second-factor', owner.email], {
      STAFF_SECOND_FACTOR: 'owners',
    })

    assert.include(stdout, 'then set up a new one')
  }).timeout(120_000)
})
