import { chmod } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import deliveryConfig from '#config/delivery'
import storeConfig from '#config/store'
import type { Finding } from '#operations/doctor/findings'
import { HAND_OVER_HEADER } from '#delivery/hand_over'
import { UserFactory } from '#database/factories/user_factory'
import Download from '#models/download'
import Purchase from '#models/purchase'
import { runAce } from '#tests/helpers/process/ace'
import { canRunNginx, type NginxOptions, NginxServer } from '#tests/helpers/process/nginx_server'
import { freePort, startStore, type StoreProcess } from '#tests/helpers/process/store_process'
import { cleanStoreAlone } from '#tests/helpers/store/clean_store'
import { Downloader } from '#tests/helpers/store/downloader'
import { givenOwnedFile } from '#tests/helpers/store/library'
import { realPasswordHashes } from '#tests/helpers/store/password_hashes'
import { waitUntil } from '#tests/helpers/wait_until'

const X_ACCEL_PREFIX = '/goods/'

test.group('Bytes that nginx sends', (group) => {
  let store: StoreProcess

  group.setup(() => realPasswordHashes())
  group.setup(async () => {
    await cleanStoreAlone()
    store = await startStore({ X_ACCEL_PREFIX })
  })
  group.teardown(async () => {
    await store.stop()
  })

  test('are passed to it by header behind the same gate, and count when it reports them', async ({
    assert,
  }) => {
    const { user, release, bytes, address } = await givenOwnedFile({ filename: 'book.pdf' })
    const report = (headers: Record<string, string>) =>
      fetch(`${store.url}/deliveries/sent`, { method: 'POST', headers })

    assert.equal((await new Downloader('', store.url).get(address)).status, 303)
    const browser = await Downloader.of(user, store.url)
    const answer = await browser.get(address)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['x-accel-redirect'], `/goods/${release.storageKey}`)
    assert.equal(answer.headers['content-disposition'], 'attachment; filename="book.pdf"')
    assert.equal(answer.headers['content-type'], 'application/pdf')
    assert.lengthOf(answer.body, 0)
    assert.lengthOf(await Download.all(), 0)

    const sealed = String(answer.headers[HAND_OVER_HEADER])
    const sent = { [HAND_OVER_HEADER]: sealed, 'x-kiosk-status': '200' }
    assert.equal((await report({ ...sent, 'x-kiosk-sent': '0' })).status, 204)
    assert.equal((await report({ ...sent, [HAND_OVER_HEADER]: `${sealed}x` })).status, 400)
    assert.equal((await report({ 'x-kiosk-status': '200', 'x-kiosk-sent': '5' })).status, 400)
    assert.lengthOf(await Download.all(), 0)

    await report({ ...sent, 'x-kiosk-sent': String(bytes.length), 'x-kiosk-completed': 'OK' })
    const download = await Download.firstOrFail()
    assert.equal(download.requests, 1)
    assert.equal(download.bytes, bytes.length)
    assert.isNotNull(download.completedAt)

    assert.isUndefined((await browser.request('HEAD', address)).headers[HAND_OVER_HEADER])

    const whole = { 'x-kiosk-sent': String(bytes.length), 'x-kiosk-completed': 'OK' }
    assert.equal((await report({ ...sent, ...whole })).status, 204)
    await download.refresh()
    assert.equal(download.requests, 1)
    assert.equal(download.bytes, bytes.length)
  })

  test('are not counted where a report names no number of bytes: {$self}')
    .with(['-5', '1e308', 'Infinity', '1.5', 'many', '99999999999999999999', '0x'])
    .run(async ({ assert }, sent) => {
      const { user, address } = await givenOwnedFile()
      const answer = await (await Downloader.of(user, store.url)).get(address)
      const { status } = await fetch(`${store.url}/deliveries/sent`, {
        method: 'POST',
        headers: {
          [HAND_OVER_HEADER]: String(answer.headers[HAND_OVER_HEADER]),
          'x-kiosk-status': '200',
          'x-kiosk-sent': sent,
        },
      })
      assert.equal(status, 400)
      assert.isNull(await Download.query().where('userId', user.id).first())
    })

  test('count for the buyer they were handed to, also after a refund', async ({ assert }) => {
    const { user, bytes, address } = await givenOwnedFile()
    const answer = await (await Downloader.of(user, store.url)).get(address)
    await Purchase.query().where('userId', user.id).update({ status: 'refunded' })
    const other = await Downloader.of(await UserFactory.create(), store.url)
    const { status } = await other.request('POST', '/deliveries/sent', {
      [HAND_OVER_HEADER]: String(answer.headers[HAND_OVER_HEADER]),
      'x-kiosk-status': '200',
      'x-kiosk-sent': String(bytes.length),
    })
    assert.equal(status, 204)
    assert.lengthOf(await Download.query().where('userId', user.id), 1)
  })
})

test.group('A real nginx with workers of its own user', (group) => {
  let store: StoreProcess
  let port: number
  let nginx: NginxServer | null = null

  group.setup(() => realPasswordHashes())
  group.each.setup(() => cleanStoreAlone())
  group.setup(async () => {
    port = await freePort()
    store = await startStore({ X_ACCEL_PREFIX, APP_URL: `http://127.0.0.1:${port}` })
  })
  group.each.teardown(async () => {
    await nginx?.stop()
    nginx = null
  })
  group.teardown(async () => {
    await store.stop()
  })

  async function startNginx(options: Partial<NginxOptions> = {}) {
    nginx = new NginxServer({ port, upstream: Number(new URL(store.url).port), ...options })
    await nginx.start()
    return `http://127.0.0.1:${port}`
  }

  async function examine(): Promise<Finding | undefined> {
    const { stdout } = await runAce(['ecommerce:doctor', '--json'], {
      X_ACCEL_PREFIX,
      APP_URL: `http://127.0.0.1:${port}`,
    })
    return (JSON.parse(stdout) as Finding[]).find(({ name }) => name === 'nginx')
  }

  test('sends whole files and parts, which count with their bytes', async ({ assert }) => {
    const url = await startNginx({ isInGroup: true })
    const { user, bytes, release, address } = await givenOwnedFile()
    await letGroupRead(release.storageKey)
    const browser = await Downloader.of(user, url)

    const part = await browser.get(address, { range: 'bytes=40000-49999' })
    assert.equal(part.status, 206)
    assert.isTrue(part.body.equals(bytes.subarray(40_000, 50_000)))
    const afterPart = await waitUntil('the part is counted', () =>
      Download.query().where('bytes', '>', 0).first()
    )
    assert.equal(afterPart.bytes, 10_000)
    assert.isNull(afterPart.completedAt)

    const whole = await browser.get(address)
    assert.isTrue(whole.body.equals(bytes))
    assert.equal(whole.headers['content-disposition'], 'attachment; filename="book.pdf"')
    assert.isUndefined(whole.headers[HAND_OVER_HEADER])
    const all = await waitUntil('all is counted', () =>
      Download.query().whereNotNull('completedAt').first()
    )
    assert.equal(all.bytes, bytes.length + 10_000)
    assert.equal(all.requests, 2)

    assert.equal((await browser.get('/deliveries/sent')).status, 404)
    assert.include(await examine(), { state: 'good' })
  })

  test('counts nothing that it could not read, and the doctor says why', async ({ assert }) => {
    const url = await startNginx({ isInGroup: true })
    const { user, configuration, release, address } = await givenOwnedFile()
    await configuration.merge({ downloadLimit: 1 }).save()
    await chmod(deliveryConfig.goodsDirectory, 0o700)
    const browser = await Downloader.of(user, url)

    assert.equal((await browser.get(address)).status, 403)
    assert.equal((await browser.get(address)).status, 403)
    await sleep(200)
    assert.lengthOf(await Download.all(), 0)
    assert.include(store.output(), 'nginx could not send a file')
    assert.include(await examine(), {
      text: 'nginx may not read the files',
      fix: `chmod -R g+rX ${storeConfig.dataDirectory}`,
    })

    await letGroupRead(release.storageKey)
    assert.equal((await browser.get(address)).status, 200)
    await waitUntil('the download is counted', () => Download.first())
  })

  test('is found by the doctor with {what}')
    .with([
      {
        what: 'workers outside the group',
        options: {},
        text: 'nginx may not read the files',
        fix: 'usermod -aG root www-data (or the user of nginx), and restart nginx',
      },
      {
        what: 'another folder',
        options: { change: (text: string) => text.replace(/alias .*;/, 'alias /srv/nothing/;') },
        text: 'nginx looks for the files in another folder',
        fix: `Write "alias ${deliveryConfig.goodsDirectory}/;" in its location`,
      },
      {
        what: 'no report',
        options: {
          isInGroup: true,
          change: (text: string) => text.replace('post_action /deliveries/sent;', ''),
        },
        text: 'nginx sends files and does not report it, so downloads are not counted',
        fix: 'Add "post_action /deliveries/sent;" and its location as in the README',
      },
      {
        what: 'no location',
        options: { change: (text: string) => text.replace('location /goods/', 'location /other/') },
        text: 'nginx has no location /goods/, or the running store has no X_ACCEL_PREFIX',
        fix: `Add "location /goods/ { internal; alias ${deliveryConfig.goodsDirectory}/; … }" as in the README, and restart both`,
      },
    ])
    .run(async ({ assert }, { options, text, fix }) => {
      const { release } = await givenOwnedFile()
      await letGroupRead(release.storageKey)
      await startNginx(options)

      assert.deepEqual(await examine(), { name: 'nginx', state: 'bad', text, fix })
    })

  test('is found by the doctor where old files have other modes', async ({ assert }) => {
    const { release } = await givenOwnedFile()
    await letGroupRead(release.storageKey)
    await chmod(join(deliveryConfig.goodsDirectory, release.storageKey), 0o600)
    await startNginx({ isInGroup: true })

    assert.include(await examine(), {
      text: 'nginx may not read files from before X_ACCEL_PREFIX was set',
      fix: `chmod -R g+rX ${storeConfig.dataDirectory}`,
    })
  })

  group.tap((each) =>
    each.skip(!canRunNginx, 'This needs nginx, and root to run it as another user')
  )
})

/** What `chmod -R g+rX` does for one file. */
async function letGroupRead(key: string) {
  const path = join(deliveryConfig.goodsDirectory, key)
  await chmod(path, 0o640)
  for (const folder of [dirname(path), deliveryConfig.goodsDirectory, storeConfig.dataDirectory]) {
    await chmod(folder, 0o750)
  }
}
