import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { need, only, optional, UsageError, type Command } from '../command.js'

const input = z.object({
  clinic: z.string(),
  scope: z.string(),
  jwks: z.looseObject({}).optional(),
  redirectUri: z.string().optional(),
  public: z.boolean().optional(),
})

export const clientCreate: Command = {
  words: 'client create',
  usage: 'client create --clinic S --scope "system/*.rs …" [--jwks FILE] [--redirect-uri URI] [--public]',
  options: {
    clinic: { type: 'string' },
    scope: { type: 'string' },
    jwks: { type: 'string' },
    'redirect-uri': { type: 'string' },
    public: { type: 'boolean' },
  },
  read(values, positionals) {
    only(positionals)
    const file = optional(values, 'jwks')
    return {
      clinic: need(values, 'clinic'),
      scope: need(values, 'scope'),
      jwks: file && jwksIn(file),
      redirectUri: optional(values, 'redirect-uri'),
      public: values.public === true ? true : undefined,
    }
  },
  async run(house, asked) {
    const { jwks, redirectUri, ...rest } = input.parse(asked)
    const client = await house.control.createClient({
      clinic: rest.clinic,
      scope: rest.scope,
      ...(jwks ? { jwks } : {}),
      ...(redirectUri ? { redirectUri } : {}),
      ...(rest.public ? { public: true } : {}),
    })
    const secret = client.client_secret ? `\nsecret  ${client.client_secret}  (shown once)` : ''
    return {
      ok: true,
      json: client,
      text: `client  ${client.client_id}${secret}\ntoken   ${client.tokenUrl}\nFHIR    ${client.fhirBase}`,
    }
  },
}

function jwksIn(file: string): object {
  try {
    const keys: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof keys === 'object' && keys !== null && 'keys' in keys) return keys
  } catch {
    // said below
  }
  throw new UsageError(`--jwks: ${file} holds no JSON Web Key Set`)
}
