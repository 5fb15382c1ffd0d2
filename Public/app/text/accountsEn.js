/** @type {typeof import('./accountsFr.js').default} */
export default {
  title: 'Security', sessions: 'My devices that are signed in', unknownDevice: 'Unknown device', thisOne: 'This device', since: (at) => `Signed in on ${at}`, lastUsed: (at) => `seen on ${at}`,
  end: 'Sign out', endOne: (name) => `Sign out ${name}`, ended: 'The device is signed out.',
  factor: 'Code at sign-in', factorOff: 'A stolen password is not enough when signing in also takes a code from your telephone.', factorOn: 'Signing in takes a code of your authenticator.',
  switchOn: 'Switch on', switchOff: 'Switch off', secretText: 'Add this account to your authenticator: open the link on the telephone, or type the key.', openApp: 'Open in the authenticator', key: 'Key',
  code: 'Code', codeHint: 'The 6 digits of the authenticator, or a recovery code.', firstCode: 'Code that the authenticator shows', confirm: 'Confirm',
  recovery: 'Recovery codes', recoveryText: 'Write them down now: each stands in once for a telephone that is lost, and we cannot show them again.', copy: 'Copy', copied: 'Codes copied.', kept: 'I have written them down', offDone: 'The code at sign-in is off.',
  again: 'Your password', againText: 'This is not undone by a click: give your password again.', goOn: 'Go on',
  checkMail: 'A mail is on its way: open its link to confirm your address, then sign in.', resend: 'Nothing came? “Forgot your password” sends another link, which confirms the address too.',
}
