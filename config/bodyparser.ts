import { defineConfig } from '@adonisjs/core/bodyparser'

/** Fields of one form. The largest here, a page of 100 selected rows, has about 110. */
const MOST_FIELDS = 300

/** How deep fields may be nested: `a[b][c][d]`. Those here have at most one pair of brackets. */
export const MOST_DEPTH = 3

/**
 * `throwOnLimitExceeded` and `strictDepth` are options of the parser that its types do not name: a
 * form with more is refused, where by default the rest of it were silently cut off.
 */
const FORM_LIMITS = {
  parameterLimit: MOST_FIELDS,
  arrayLimit: MOST_FIELDS,
  throwOnLimitExceeded: true,
  depth: MOST_DEPTH,
  strictDepth: true,
  allowDots: false,
}

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
    queryString: FORM_LIMITS,
  },

  /**
   * No route accepts JSON or text; the webhook reads its raw body itself.
   */
  json: { types: [] },
  raw: { types: [] },

  /**
   * Never processed here: `UploadsController` and `PictureFormMiddleware` read the body, and check
   * the right to do so first. Who may upload may send larger fields.
   */
  multipart: {
    autoProcess: false,
    processManually: [],
    convertEmptyStringsToNull: false,
    trimWhitespaces: false,
    limit: '20mb',
    maxFields: MOST_FIELDS,
    fieldsLimit: '256kb',
    types: ['multipart/form-data'],
  },
})

export default bodyParserConfig
