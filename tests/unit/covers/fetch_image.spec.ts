import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import type { TestContext } from '@japa/runner/core'
import { fetchImage, ImageNotFetched } from '#covers/fetch_image'

const PICTURE = Buffer.from('not looked at here')

test.group('Fetching an image', () => {
  test('is allowed from the local Stripe on this machine', async (context) => {
    const { origin } = await givenServer(context, answerPicture)

    const bytes = await fetchImage(`${origin}/cover.png`, origin)

    context.assert.deepEqual(bytes, PICTURE)
  })

  test('requires https from everybody else', async (context) => {
    const server = await givenServer(context, answerPicture)

    await refuses(context, `${server.origin}/cover.png`, /Only plain https/)

    context.assert.equal(server.hits(), 0)
  })

  test('refuses {$self}, which is not on the public internet')
    .with([
      'https://127.0.0.1/x.png',
      'https://localhost/x.png',
      'https://2130706433/x.png',
      'https://0x7f.1/x.png',
      'https://0.0.0.0/x.png',
      'https://10.1.2.3/x.png',
      'https://172.20.0.1/x.png',
      'https://192.168.0.1/x.png',
      'https://100.64.0.1/x.png',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/x.png',
      'https://[::]/x.png',
      'https://[::ffff:127.0.0.1]/x.png',
      'https://[::ffff:a00:1]/x.png',
      'https://[64:ff9b::7f00:1]/x.png',
      'https://[::7f00:1]/x.png',
      'https://[::808:808]/x.png',
      'https://[::ffff:0:7f00:1]/x.png',
      'https://[::ffff:0:808:808]/x.png',
      'https://[fd00::1]/x.png',
      'https://[fe80::1]/x.png',
    ])
    .run((context, address) => refuses(context, address, /is not a public address/))

  test('refuses {$self}, which is not a plain https address')
    .with([
      'http://example.com/x.png',
      'https://example.com:8443/x.png',
      'https://user:secret@example.com/x.png',
      'ftp://example.com/x.png',
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
    ])
    .run((context, address) => refuses(context, address, /Only plain https/))

  test('checks a redirect like the address itself', async (context) => {
    const hidden = await givenServer(context, answerPicture)
    const { origin } = await givenServer(context, (_request, response) => {
      response.writeHead(302, { location: `${hidden.origin}/secret` }).end()
    })

    await refuses(context, `${origin}/cover.png`, /Only plain https/, origin)

    context.assert.equal(hidden.hits(), 0)
  })

  test('follows a redirect on the same host, and no endless ones', async (context) => {
    const { origin } = await givenServer(context, (request, response) => {
      if (request.url === '/once') {
        response.writeHead(302, { location: '/cover.png' }).end()
      } else if (request.url === '/loop') {
        response.writeHead(302, { location: '/loop' }).end()
      } else {
        answerPicture(request, response)
      }
    })

    context.assert.deepEqual(await fetchImage(`${origin}/once`, origin), PICTURE)
    await refuses(context, `${origin}/loop`, /redirected too often/, origin)
  })

  test('reads at most 10 MB', async (context) => {
    let sent = 0
    const { origin } = await givenServer(context, (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' })
      const chunk = Buffer.alloc(1024 * 1024)
      const more = () => {
        while (sent < 200 && !response.destroyed) {
          sent++
          if (!response.write(chunk)) {
            response.once('drain', more)
            return
          }
        }
        response.end()
      }
      more()
    })

    await refuses(context, `${origin}/huge.png`, /more than 10 MB/, origin)

    context.assert.isBelow(sent, 200)
  })

  test('refuses a page', async (context) => {
    const { origin } = await givenServer(context, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>')
    })

    await refuses(context, `${origin}/cover.png`, /not an image/, origin)
  })

  test('distinguishes an error, a broken connection and a closed port', async (context) => {
    const { origin } = await givenServer(context, (request, response) => {
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': 1000 })
        response.write('abc', () => response.destroy())
      } else {
        response.writeHead(404).end()
      }
    })

    await refuses(context, `${origin}/missing.png`, /status 404/, origin)
    await refuses(context, `${origin}/cut`, /broke off/, origin)
    await refuses(context, 'http://127.0.0.1:9/x', /could not be reached/, 'http://127.0.0.1:9')
  })
})

const answerPicture: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE)
}

async function givenServer({ cleanup }: TestContext, listener: RequestListener) {
  let hits = 0
  const server = createServer((request, response) => {
    hits++
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: () => hits,
  }
}

async function refuses(
  { assert }: TestContext,
  address: string,
  message: RegExp,
  trustedOrigin?: string
) {
  const error = await fetchImage(address, trustedOrigin).catch((cause: unknown) => cause)
  assert.instanceOf(error, ImageNotFetched)
  assert.match((error as Error).message, message)
}
