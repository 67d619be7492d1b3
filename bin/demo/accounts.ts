/**
 * The accounts of the demo. They exist in its own database only.
 */
export const demoAccounts = {
  owner: {
    fullName: 'Olive Owner',
    email: 'owner@example.com',
    password: 'olive runs this kiosk',
  },
  customer: {
    fullName: 'Casey Customer',
    email: 'customer@example.com',
    password: 'casey buys nice things',
  },
} as const
