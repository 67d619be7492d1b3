import { defineConfig } from '@adonisjs/shield'

/**
 * Only the CSRF guard is Shield's: the headers are set for every answer by the security headers
 * middleware, static files and 404s included.
 */
const shieldConfig = defineConfig({
  csp: { enabled: false },
  csrf: {
    enabled: true,
    exceptRoutes: [],
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
})

export default shieldConfig
