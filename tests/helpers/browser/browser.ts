import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts Chromium: the one of the system, or else the one from the packages.
 */
export async function launchBrowser() {
  return chromium.launch({ executablePath: await findBrowser(), args: QUIET })
}

async function findBrowser(): Promise<string> {
  const found = SYSTEM_BROWSERS.find((path) => existsSync(path))
  if (found) {
    return found
  }
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'
  const { default: bundled } = await import('@sparticuz/chromium')
  return bundled.executablePath()
}
