import edge from 'edge.js'

/**
 * Compiles each template once, as production does. While developing they are compiled for every page,
 * which would take more than half of the time of the tests.
 */
export function keepTemplates() {
  edge.configure({ cache: true })
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}
