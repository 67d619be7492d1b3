import { defineConfig } from '@adonisjs/core/bodyparser'

const bodyParserConfig = defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],

  /**
   * Nothing is trimmed here, because passwords are compared as typed. Validators trim other fields.
   */
  form: {
    convertEmptyStringsToNull: false,
    trimWhitespaces: false,
    types: ['application/x-www-form-urlencoded'],
    limit: '256kb',
  },

  /**
   * No route accepts JSON or text; the webhook reads its raw body itself.
   */
  json: { types: [] },
  raw: { types: [] },

  /**
   * Never processed here: `UploadsController` and `PictureFormMiddleware` read the body, and check
   * the permission to upload first. Who has it may send larger fields.
   */
  multipart: {
    autoProcess: false,
    processManually: [],
    convertEmptyStringsToNull: false,
    trimWhitespaces: false,
    limit: '20mb',
    fieldsLimit: '256kb',
    types: ['multipart/form-data'],
  },
})

export default bodyParserConfig
