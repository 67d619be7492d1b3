import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import storeConfig from '#config/store'
import { aceCommand } from '#bin/ace_command'
import { bad, type Finding, good, odd } from '#operations/doctor/findings'

/** The rights of all other users of the machine, and with them those of the group. */
const OTHERS = 0o007
const OTHERS_AND_GROUP = 0o077

/**
 * Whether this command runs as the user of the store, and whether other users of the machine can read
 * its data. Checks nothing before there is a data folder.
 */
export async function checkUser(): Promise<Finding[]> {
  const folder = await stat(storeConfig.dataDirectory).catch(() => null)
  return folder === null ? [] : [await checkOwner(folder.uid), await checkModes()]
}

async function checkOwner(owner: number): Promise<Finding> {
  const own = process.getuid?.() ?? owner
  const [ownName, ownerName] = [await userName(own), await userName(owner)]
  if (own === owner) {
    return good('User', ownName)
  }
  const fix = `sudo -u ${ownerName} ${aceCommand('ecommerce:doctor')}`
  return own === 0
    ? odd('User', `${ownName}, but DATA_DIR belongs to ${ownerName}`, fix)
    : bad(
        'User',
        `${ownName}, but DATA_DIR belongs to ${ownerName}; what follows may be due to that`,
        fix
      )
}

/** What an installation made before files were private by themselves has other modes. */
async function checkModes(): Promise<Finding> {
  const { dataDirectory, xAccelPrefix } = storeConfig
  const foreign = xAccelPrefix ? OTHERS : OTHERS_AND_GROUP
  const database = join(dataDirectory, 'kiosk.sqlite3')
  for (const path of [dataDirectory, database, `${database}-wal`]) {
    const found = await stat(path).catch(() => null)
    if (found && (found.mode & foreign) !== 0) {
      return odd(
        'Privacy',
        `Other users of this machine may read ${path}`,
        `chmod -R ${xAccelPrefix ? 'o' : 'go'}-rwx ${dataDirectory}`
      )
    }
  }
  return good('Privacy', 'Other users of this machine cannot read DATA_DIR')
}

async function userName(uid: number): Promise<string> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const line = users.split('\n').find((user) => user.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? String(uid)
}
