import sharp from 'sharp'

/** As many letters as the content may have, of a script whose letters take the most bytes when sent. */
export const LONGEST_CONTENT = 'ж'.repeat(100_000)

/** Where the form of a product is opened. */
export const editAddress = (id: number) => `/admin/products/${id}/edit`

/** Where the form of a product is sent. */
export const saveAddress = (id: number) => `/admin/products/${id}`

/** A JPEG of one colour, 1200 × 900 pixels. */
export function picture(background = '#336699'): Promise<Buffer> {
  return oneColour(1200, 900, background)
}

/** A picture of one colour. */
export function blue(width: number, height: number): Promise<Buffer> {
  return oneColour(width, height, '#336699')
}

function oneColour(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer()
}

/** The form as a browser sends it, with its file field, which is empty where no file is given. */
export function multipart(fields: Record<string, string>, file?: Buffer): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    form.set(name, value)
  }
  form.set(
    'cover_key_upload',
    new Blob(file ? [new Uint8Array(file)] : []),
    file ? 'cover.jpg' : ''
  )
  return form
}
