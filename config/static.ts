import { defineConfig } from '@adonisjs/static'

/**
 * Names of built files contain a hash of their content, so browsers may cache them permanently.
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
