/**
 * The accounts of the demo. They exist only in its own database.
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
