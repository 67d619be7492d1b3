/**
 * What file systems, SQLite, PostgreSQL and S3 servers call a disk or a quota without room.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 53
 */
const DISK_FULL = /^(ENOSPC|EDQUOT|SQLITE_FULL|53100|XMinioStorageFull|QuotaExceeded)$/

/** How many causes of an error are looked at. */
const MOST_CAUSES = 5

/** What a command, a report or a field says about a disk without room. */
export const NO_ROOM = 'There is no room on the disk. Make room, then try again.'

/** Whether a disk or a quota without room is the cause. Errors of S3 have their code as name. */
export function isDiskFull(error: unknown): boolean {
  let current: unknown = error
  for (let depth = 0; depth < MOST_CAUSES && current; depth++) {
    const { code, name, cause } = current as Error & { code?: unknown }
    if (DISK_FULL.test(String(code)) || DISK_FULL.test(String(name))) {
      return true
    }
    current = cause
  }
  return false
}
