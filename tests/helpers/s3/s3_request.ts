import type { IncomingMessage } from 'node:http'

/** Query parameters that belong to the signature, or only name the operation for logs. */
const NOT_OF_THE_OPERATION =
  /^(?:x-id|X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token))$/

/** A request as S3 reads it: path-style, `/bucket/key`. */
export interface S3Request {
  method: string
  /** As sent, without the query. */
  path: string
  /** '' for the service itself. */
  bucket: string
  /** '' for the bucket itself. */
  key: string
  /** All query parameters, decoded, in the order in which they were sent. */
  parameters: [string, string][]
  /** Those that the operation is to read. */
  query: Map<string, string>
  /**
   * By lower-case name, with several of one name joined by a comma. A signed address may carry
   * `x-amz-*` headers in its query; they are here too.
   */
  headers: Map<string, string>
  /** The names of the headers that were really sent. */
  sentHeaders: string[]
}

/** Reads everything of a request but its body. */
export function readRequest(request: IncomingMessage): S3Request {
  const [path, search = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const parameters = search
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const [name, value = ''] = part.split(/=(.*)/s)
      return [decodeURIComponent(name), decodeURIComponent(value)]
    })
  const sent = Object.entries(request.headersDistinct).map(
    ([name, values = []]): [string, string] => [name, values.join(',')]
  )
  const own = parameters.filter(([name]) => !NOT_OF_THE_OPERATION.test(name))
  const hoisted = own
    .filter(([name]) => isAmazonHeader(name))
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []

  return {
    method: request.method ?? 'GET',
    path,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key),
    parameters,
    query: new Map(own.filter(([name]) => !isAmazonHeader(name))),
    headers: new Map([...hoisted, ...sent]),
    sentHeaders: sent.map(([name]) => name),
  }
}

function isAmazonHeader(name: string): boolean {
  return name.toLowerCase().startsWith('x-amz-')
}
