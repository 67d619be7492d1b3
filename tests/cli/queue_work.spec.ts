import { test } from '@japa/runner'
import { PRODUCTION } from '#tests/helpers/process/graceful_stop'
import { runAce } from '#tests/helpers/process/ace'
import { startWorker } from '#tests/helpers/process/worker_process'

test.group('queue:work', () => {
  test('ends when it is stopped while it is starting', async ({ assert }) => {
    const worker = await startWorker()

    assert.equal(await worker.stop(), 0)
  })

  test('refuses to start with bad configuration, in one sentence: {says}')
    .with([
      { wrong: { SMTP_URL: '' }, says: 'SMTP_URL must be set' },
      { wrong: { DATA_DIR: '' }, says: 'DATA_DIR must be set' },
      { wrong: { TRUST_PROXY: 'banana' }, says: 'TRUST_PROXY is not' },
    ] as { wrong: Record<string, string>; says: string }[])
    .run(async ({ assert }, { wrong, says }) => {
      const production = { ...PRODUCTION, STRIPE_API_BASE: '', ...wrong }
      const { code, stderr } = await runAce(['queue:work'], production)

      assert.equal(code, 1)
      assert.include(stderr, says)
      assert.lengthOf(stderr.trimEnd().split('\n'), 1, stderr)
    })
})
