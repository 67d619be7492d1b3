import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/vite'

const viteConfig = defineConfig({
  buildDirectory: 'public/assets',
  /** Relative to the application's root, because a build may run in another directory. */
  manifestFile: app.publicPath('assets/.vite/manifest.json'),
  assetsUrl: '/assets',
})

export default viteConfig
