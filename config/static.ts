import { defineConfig } from '@adonisjs/static'

/**
 * Built files carry a hash of their content in their names, so they may be kept for ever.
 */
const staticConfig = defineConfig({
  enabled: true,
  etag: true,
  lastModified: true,
  dotFiles: 'ignore',
  headers: (path) =>
    path.includes('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {},
})

export default staticConfig
