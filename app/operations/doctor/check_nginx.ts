import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import deliveryConfig from '#config/delivery'
import storeConfig from '#config/store'
import { createNginxProbe, type NginxProbe } from '#delivery/nginx_probe'
import FileRelease from '#models/file_release'
import { absoluteUrl } from '#http/absolute_url'
import { bad, type Finding, good, orBad } from '#operations/doctor/findings'
import { diskNamed } from '#storage/disks'

const NAME = 'nginx'

/** Milliseconds to wait for nginx's answer, and then for its report. */
const TIMEOUT = 5000
const REPORT_TIMEOUT = 2000
const REPORT_INTERVAL = 50

/**
 * Fetches a file through nginx as a buyer does, and says why that fails. Checks nothing where Kiosk
 * sends files itself.
 */
export async function checkNginx(): Promise<Finding[]> {
  const prefix = deliveryConfig.accelPrefix
  if (prefix === undefined) {
    return []
  }
  const finding = await orBad(NAME, 'Set DATA_DIR to a folder that this user can write', () =>
    fetchProbe(prefix)
  )
  return [finding]
}

async function fetchProbe(prefix: string): Promise<Finding> {
  const probe = await createNginxProbe()
  try {
    const address = absoluteUrl('deliveries.probe', { token: probe.token })
    const answer = await fetch(address, {
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'manual',
    }).catch((error: Error) => error)
    return answer instanceof Error
      ? bad(
          NAME,
          `${new URL(address).origin} cannot be reached (${causeOf(answer)})`,
          'Start the store and nginx, and let APP_URL be the address of nginx'
        )
      : await judge(answer, probe, prefix)
  } finally {
    await diskNamed('local').remove(probe.key)
  }
}

async function judge(answer: Response, probe: NginxProbe, prefix: string): Promise<Finding> {
  const text = await answer.text()
  const alias = `alias ${deliveryConfig.goodsDirectory}/;`
  if (answer.headers.has('x-accel-redirect')) {
    return bad(NAME, 'APP_URL leads to Kiosk itself', 'Let APP_URL be the address of nginx')
  }
  if (answer.status === 200 && text === probe.text) {
    return judgeReport(probe)
  }
  if (answer.headers.has('x-request-id')) {
    return bad(
      NAME,
      `nginx has no location ${prefix}, or the running store has no X_ACCEL_PREFIX`,
      `Add "location ${prefix} { internal; ${alias} … }" as in the README, and restart both`
    )
  }
  switch (answer.status) {
    case 403:
      return bad(NAME, 'nginx may not read the files', await unreadable(probe.key))
    case 200:
    case 404:
      return bad(
        NAME,
        `nginx looks for the files in another folder`,
        `Write "${alias}" in its location`
      )
    default:
      return bad(NAME, `nginx answered ${answer.status}`, 'The reason is in the error log of nginx')
  }
}

/** The report deletes the probe. */
async function judgeReport({ key }: NginxProbe): Promise<Finding> {
  const end = Date.now() + REPORT_TIMEOUT
  while (Date.now() < end) {
    if ((await diskNamed('local').size(key)) === null) {
      return judgeOldFiles()
    }
    await sleep(REPORT_INTERVAL)
  }
  return bad(
    NAME,
    'nginx sends files and does not report it, so downloads are not counted',
    'Add "post_action /deliveries/sent;" and its location as in the README'
  )
}

/** What was stored before X_ACCEL_PREFIX was set has other modes than the probe. */
async function judgeOldFiles(): Promise<Finding> {
  const oldest = await FileRelease.query().where('disk', 'local').orderBy('id').first()
  const path = oldest && join(deliveryConfig.goodsDirectory, oldest.storageKey)
  const found = path && (await stat(path).catch(() => null))
  return found && (found.mode & 0o044) === 0
    ? bad(
        NAME,
        'nginx may not read files from before X_ACCEL_PREFIX was set',
        `chmod -R g+rX ${storeConfig.dataDirectory}`
      )
    : good(NAME, 'Sends files, and reports what it has sent')
}

/**
 * The command that lets nginx read a file: for the first folder on the way that its group cannot
 * enter, or for its user, which is not in the group.
 */
async function unreadable(key: string): Promise<string> {
  const path = join(deliveryConfig.goodsDirectory, key)
  for (const folder of foldersAbove(path)) {
    const { mode } = await stat(folder)
    if ((mode & 0o011) === 0) {
      return isInDataDirectory(folder)
        ? `chmod -R g+rX ${storeConfig.dataDirectory}`
        : `chmod o+x ${folder}`
    }
  }
  const { mode, gid } = await stat(path)
  return (mode & 0o040) === 0
    ? `chmod -R g+rX ${storeConfig.dataDirectory}`
    : `usermod -aG ${await groupName(gid)} www-data (or the user of nginx), and restart nginx`
}

function foldersAbove(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...foldersAbove(parent), parent]
}

function isInDataDirectory(folder: string): boolean {
  return `${folder}/`.startsWith(`${storeConfig.dataDirectory}/`)
}

async function groupName(gid: number): Promise<string> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  const line = groups.split('\n').find((group) => group.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? String(gid)
}

function causeOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message || message : message
}
