/** Names that the rest of the server shares with `auth.ts` without loading it. */

/** Issuer of access tokens. */
export const issuer = (url: string): string => `${url}/auth`

/** Prefix of every cookie; `__Host-` pins them to this origin and needs https. */
export const cookiePrefix = (url: string): string => (url.startsWith('https:') ? '__Host-tessera' : 'tessera')

export const sessionCookie = (url: string): string => `${cookiePrefix(url)}.session_token`
