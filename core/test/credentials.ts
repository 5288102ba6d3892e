import type { Role } from '@tessera/sdk'
import type { TestClinic } from '@tessera/testing'
import { tokenOf } from './tessera-process.js'

const PASSWORD = 'correct-horse-battery-1'

/** The cookie of a new person in any clinic of the server, with the origin that it counts from. */
export async function sessionIn(
  server: TestClinic,
  slug: string,
  roles: Role[],
): Promise<{ cookie: string; origin: string }> {
  const { url } = server
  const email = `${crypto.randomUUID()}@${slug}.example`
  await server.server.control.createUser({ clinic: slug, email, name: 'Somebody', roles, password: PASSWORD })
  const answer = await fetch(`${url}/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`)
  return {
    cookie: answer.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; '),
    origin: url,
  }
}

/** The token of a new client in any clinic of the server. */
export async function bearerIn(
  server: TestClinic,
  slug: string,
  scope = 'system/*.cruds',
): Promise<{ authorization: string }> {
  return {
    authorization: `Bearer ${await tokenOf({ ...(await server.server.control.createClient({ clinic: slug, scope })) })}`,
  }
}

/** A token in the form of ours that nobody of us signed. */
export function forgedToken(claims: object, header: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part(header)}.${part({ exp: Math.floor(Date.now() / 1000) + 300, ...claims })}.${Buffer.from('signed').toString('base64url')}`
}
