import { defineConfig } from 'vite'
import adonisjs from '@adonisjs/vite/client'

export default defineConfig({
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
