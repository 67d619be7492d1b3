import { http } from '#config/app'
import { Visitor } from '#tests/helpers/store/visitor'

/** Takes the address of a visitor from a header, as behind a proxy. For the setup of a group. */
export function behindProxy() {
  const former = http.trustProxy
  http.trustProxy = () => true
  return () => {
    http.trustProxy = former
  }
}

/** A browser at another address. Needs `behindProxy`. */
export function visitorAt(address: string): Visitor {
  return new Visitor(undefined, { 'x-forwarded-for': address })
}
