/** The part of qrcode, which comes without types, that the store uses. */
declare module 'qrcode' {
  interface SvgOptions {
    type: 'svg'
    /** Light modules around the picture. */
    margin: number
  }

  const QRCode: { toString(text: string, options: SvgOptions): Promise<string> }
  export default QRCode
}
