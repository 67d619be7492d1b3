import { test } from '@japa/runner'
import { networkOf, widerNetworkOf } from '#http/rate_limit'

test.group('The network for which attempts are counted', () => {
  test('is {network} for {address}')
    .with([
      { address: '192.0.2.7', network: '192.0.2.7' },
      { address: '::ffff:192.0.2.7', network: '192.0.2.7' },
      { address: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2' },
      { address: '2001:0DB8:0001:0002::9', network: '2001:db8:1:2' },
      { address: '2001:db8::9', network: '2001:db8:0:0' },
      { address: 'fe80::1%eth0', network: 'fe80:0:0:0' },
      { address: '::1', network: '0:0:0:0' },
    ])
    .run(({ assert }, { address, network }) => {
      assert.equal(networkOf(address), network)
    })

  test('is also {network} for {address}')
    .with([
      { address: '192.0.2.7', network: null },
      { address: '::ffff:192.0.2.7', network: null },
      { address: '2001:0db8:0001:2:3:4:5:6', network: '2001:db8:1' },
      { address: '2001:db8::9', network: '2001:db8:0' },
      { address: '::1', network: '0:0:0' },
    ])
    .run(({ assert }, { address, network }) => {
      assert.equal(widerNetworkOf(address), network)
    })
})
