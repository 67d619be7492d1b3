import FindOverview from '#admin/find_overview'

/** Makes the first page of the panel fail. @returns how to repair it */
export function breakPage(error: Error) {
  const handle = FindOverview.prototype.handle
  FindOverview.prototype.handle = () => Promise.reject(error)
  return () => {
    FindOverview.prototype.handle = handle
  }
}
