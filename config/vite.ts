import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/vite'

const viteConfig = defineConfig({
  buildDirectory: 'public/assets',
  /** From the application's root: a build may be started from anywhere. */
  manifestFile: app.publicPath('assets/.vite/manifest.json'),
  assetsUrl: '/assets',
})

export default viteConfig
