import app from '@adonisjs/core/services/app'
import { bundledNode, NODE_FLOOR } from '#bin/node_floor'
import { type Finding, good, odd } from '#operations/doctor/findings'

/**
 * Which Node this command runs on. One below the floor never gets here: nothing starts on it. The
 * bundled one is as old as the checkout, and updates of the machine do not reach it.
 */
export function checkNode(): Finding {
  const isBundled = process.execPath === bundledNode()?.path
  if (isBundled && app.inProduction) {
    return odd(
      'Node',
      `${process.version} came with the checkout and gets no security releases of its own`,
      `Install Node ${NODE_FLOOR} or newer from https://nodejs.org or your distribution`
    )
  }
  return good('Node', `${process.version}${isBundled ? ', which came with the checkout' : ''}`)
}
