import { defineConfig } from 'vite'
import adonisjs from '@adonisjs/vite/client'

export default defineConfig({
  /* Browsers with light-dark() and relative colours, which are kept as they are written. */
  build: { target: ['chrome123', 'edge123', 'firefox128', 'safari18'] },
  plugins: [
    adonisjs({
      entryPoints: [
        'resources/css/store.css',
        'resources/css/admin.css',
        'resources/js/store.ts',
        'resources/js/admin.ts',
      ],
      reload: ['resources/views/**/*.edge'],
    }),
  ],
})
