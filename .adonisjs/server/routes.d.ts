import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.forgot.store': { paramsTuple?: []; params?: {} }
    'logout': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'password.reset.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.update': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.email.store': { paramsTuple?: []; params?: {} }
    'account.confirmation.store': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'account.password.update': { paramsTuple?: []; params?: {} }
    'account.sessions.destroy': { paramsTuple?: []; params?: {} }
  }
  GET: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
  }
  HEAD: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
  }
  POST: {
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
    'password.forgot.store': { paramsTuple?: []; params?: {} }
    'logout': { paramsTuple?: []; params?: {} }
    'password.reset.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.update': { paramsTuple?: []; params?: {} }
    'account.email.store': { paramsTuple?: []; params?: {} }
    'account.confirmation.store': { paramsTuple?: []; params?: {} }
    'account.password.update': { paramsTuple?: []; params?: {} }
    'account.sessions.destroy': { paramsTuple?: []; params?: {} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}