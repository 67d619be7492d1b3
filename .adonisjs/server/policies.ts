export const policies = {
  ProductConfigurationPolicy: () => import('#policies/product_configuration_policy'),
}

