/** As large as the databases' integers are, so that no number of an address breaks a query. */
export const ROW_ID = { match: /^[1-9]\d{0,8}$/, cast: Number }
