import { test } from '@japa/runner'
import { startWorker } from '#tests/helpers/process/worker_process'

test.group('queue:work', () => {
  test('ends when it is stopped while it is starting', async ({ assert }) => {
    const worker = await startWorker()

    assert.equal(await worker.stop(), 0)
  })
})
