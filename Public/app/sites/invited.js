// The page that a mail's invitation leads to works without a script. Where there is one, the app takes over. The secret
// goes along behind the '#', which no server is told, and the app takes it out of the address at once.
const token = location.pathname.split('/').pop() ?? ''
location.replace(new URL('../../invitation#invitation=' + token, location.href))
