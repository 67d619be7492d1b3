import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { defineConfig } from '@adonisjs/vite'

const viteConfig = defineConfig({
  buildDirectory: 'public/assets',
  /** Relative to the application's root, because a build may run in another directory. */
  manifestFile: app.publicPath('assets/.vite/manifest.json'),
  assetsUrl: '/assets',
})

/** Port of the WebSocket that tells browsers what has changed; Vite's own default without one. */
export const hmrPort = env.get('VITE_HMR_PORT', 24678)

export default viteConfig
