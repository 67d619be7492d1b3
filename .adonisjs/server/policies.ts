export const policies = {
  ProductConfigurationPolicy: () => import('#access/product_configuration_policy'),
}

