import { defineConfig } from '@adonisjs/shield'

/**
 * Only Shield's CSRF guard is used. The security headers middleware sets the headers, for static
 * files and 404s too.
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
