import storeConfig from '#config/store'

/** The mode of a new folder of files: for this user, and for nginx's group where nginx sends them. */
export function folderMode(): number {
  return storeConfig.xAccelPrefix ? 0o750 : 0o700
}

/** The mode of a new file, likewise. */
export function fileMode(): number {
  return storeConfig.xAccelPrefix ? 0o640 : 0o600
}
