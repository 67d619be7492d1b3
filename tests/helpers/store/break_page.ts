import FindOverview from '#admin/find_overview'

/** Lets the first page of the panel fail; returns what mends it. */
export function breakPage(error: Error) {
  const handle = FindOverview.prototype.handle
  FindOverview.prototype.handle = () => Promise.reject(error)
  return () => {
    FindOverview.prototype.handle = handle
  }
}
