import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { appUrl } from '#config/app'
import storeConfig from '#config/store'
import { Visitor } from '#tests/helpers/store/visitor'

test.group('/.well-known/security.txt', () => {
  test('says where to report a vulnerability', async ({ assert }) => {
    const { status, headers, body } = await new Visitor().get('/.well-known/security.txt')

    assert.equal(status, 200)
    assert.match(headers.get('content-type')!, /^text\/plain; charset=utf-8$/i)
    const fields = new Map(
      body
        .trim()
        .split('\n')
        .map((line) => line.split(/: (.*)/) as [string, string])
    )
    assert.equal(fields.get('Contact'), `mailto:${storeConfig.contactAddress}`)
    assert.equal(fields.get('Canonical'), `${appUrl}/.well-known/security.txt`)
    const months = DateTime.fromISO(fields.get('Expires')!).diffNow('months').months
    assert.isAbove(months, 1)
    assert.isBelow(months, 12)
  })
})
