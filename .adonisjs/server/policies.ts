export const policies = {
  ProductConfigurationPolicy: () => import('#app/access/product_configuration_policy'),
}

