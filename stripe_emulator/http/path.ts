/** The ids in a path that matches a pattern such as `/v1/products/:id`; undefined if it does not. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const steps = pattern.split('/')
  const given = path.replace(/(?<=.)\/$/, '').split('/')
  if (steps.length !== given.length) {
    return undefined
  }
  const ids: Record<string, string> = {}
  for (const [index, step] of steps.entries()) {
    if (step.startsWith(':')) {
      ids[step.slice(1)] = decode(given[index])
    } else if (step !== given[index]) {
      return undefined
    }
  }
  return ids
}

function decode(step: string) {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
