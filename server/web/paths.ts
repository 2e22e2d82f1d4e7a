/** Every address of the desk, as Express patterns. Links and tests are made from here. */
export const paths = {
  root: '/',
  health: '/healthz',
  readiness: '/readyz',
  api: '/api',
  network: '/api/v1/network',
  index: '/api/v1/indices/:series',
} as const
