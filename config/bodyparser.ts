import { defineConfig } from '@adonisjs/core/bodyparser'

const bodyParserConfig = defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],

  /**
   * Passwords are compared as typed, so nothing is trimmed here; validators trim what they want.
   */
  form: {
    convertEmptyStringsToNull: false,
    trimWhitespaces: false,
    types: ['application/x-www-form-urlencoded'],
    limit: '256kb',
  },

  /**
   * Nothing here takes JSON or text: the webhook reads its raw body itself.
   */
  json: { types: [] },
  raw: { types: [] },

  /**
   * Never processed here: a body is read only by an upload controller that has already checked the
   * session, the CSRF token and the right to upload.
   */
  multipart: {
    autoProcess: false,
    processManually: [],
    convertEmptyStringsToNull: false,
    trimWhitespaces: false,
    limit: '20mb',
    types: ['multipart/form-data'],
  },
})

export default bodyParserConfig
