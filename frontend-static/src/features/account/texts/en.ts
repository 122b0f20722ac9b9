export default {
  account: {
    signInTitle: 'Sign in',
    signInLead: 'For agencies, employers and experts. Finding people, checking a title and verifying a statement need no account.',
    username: 'User name',
    password: 'Password',
    otp: 'One-time code',
    noAccount: 'Accounts are opened by the agency of your region. If you forgot your password, ask the security administrator to reset it.',
    otherRole: 'This account ({role}) may not do that. Please sign in with another account.',
    demoTitle: 'Demonstration accounts',
    demoLead: 'One click signs you in, to see what each region and each post can see and do.',
  },
}
