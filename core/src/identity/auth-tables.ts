/**
 * better-auth's tables for drizzle, as `control-schema.ts` makes them. The library hands lists and JSON over as text.
 * Loaded with better-auth only.
 */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const id = () => text().primaryKey()
const instant = () => integer({ mode: 'timestamp_ms' })
const flag = () => integer({ mode: 'boolean' })
const created = () => instant().notNull()

export const user = sqliteTable('user', {
  id: id(),
  name: text().notNull(),
  email: text().notNull(),
  emailVerified: flag().notNull(),
  image: text(),
  createdAt: created(),
  updatedAt: created(),
})

export const session = sqliteTable('session', {
  id: id(),
  expiresAt: instant().notNull(),
  token: text().notNull(),
  createdAt: created(),
  updatedAt: created(),
  ipAddress: text(),
  userAgent: text(),
  userId: text().notNull(),
})

export const account = sqliteTable('account', {
  id: id(),
  accountId: text().notNull(),
  providerId: text().notNull(),
  userId: text().notNull(),
  accessToken: text(),
  refreshToken: text(),
  idToken: text(),
  accessTokenExpiresAt: instant(),
  refreshTokenExpiresAt: instant(),
  scope: text(),
  password: text(),
  createdAt: created(),
  updatedAt: created(),
})

export const verification = sqliteTable('verification', {
  id: id(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: instant().notNull(),
  createdAt: created(),
  updatedAt: created(),
})

export const jwks = sqliteTable('jwks', {
  id: id(),
  publicKey: text().notNull(),
  privateKey: text().notNull(),
  createdAt: created(),
  expiresAt: instant(),
  alg: text(),
  crv: text(),
})

export const oauthClient = sqliteTable('oauthClient', {
  id: id(),
  clientId: text().notNull(),
  clientSecret: text(),
  clientDiscoveryId: text(),
  disabled: flag(),
  skipConsent: flag(),
  enableEndSession: flag(),
  subjectType: text(),
  scopes: text(),
  clientCredentialsScopes: text(),
  userId: text(),
  createdAt: instant(),
  updatedAt: instant(),
  name: text(),
  uri: text(),
  icon: text(),
  contacts: text(),
  tos: text(),
  policy: text(),
  softwareId: text(),
  softwareVersion: text(),
  softwareStatement: text(),
  redirectUris: text().notNull(),
  postLogoutRedirectUris: text(),
  backchannelLogoutUri: text(),
  backchannelLogoutSessionRequired: flag(),
  tokenEndpointAuthMethod: text(),
  applicationType: text(),
  jwks: text(),
  jwksUri: text(),
  grantTypes: text(),
  responseTypes: text(),
  requirePKCE: flag(),
  dpopBoundAccessTokens: flag(),
  referenceId: text(),
  metadata: text(),
})

export const oauthResource = sqliteTable('oauthResource', {
  id: id(),
  identifier: text().notNull(),
  name: text().notNull(),
  accessTokenTtl: integer(),
  refreshTokenTtl: integer(),
  signingAlgorithm: text(),
  signingKeyId: text(),
  allowedScopes: text(),
  customClaims: text(),
  dpopBoundAccessTokensRequired: flag(),
  disabled: flag(),
  createdAt: instant(),
  updatedAt: instant(),
  policyVersion: integer(),
  metadata: text(),
})

export const oauthClientResource = sqliteTable('oauthClientResource', {
  id: id(),
  clientId: text().notNull(),
  resourceId: text().notNull(),
  metadata: text(),
  createdAt: instant(),
})

export const oauthRefreshToken = sqliteTable('oauthRefreshToken', {
  id: id(),
  token: text().notNull(),
  clientId: text().notNull(),
  sessionId: text(),
  userId: text().notNull(),
  referenceId: text(),
  authorizationCodeId: text(),
  resources: text(),
  requestedUserInfoClaims: text(),
  expiresAt: instant().notNull(),
  createdAt: created(),
  revoked: instant(),
  rotatedAt: instant(),
  rotationReplayResponse: text(),
  rotationReplayExpiresAt: instant(),
  authTime: instant(),
  confirmation: text(),
  scopes: text().notNull(),
})

export const oauthAccessToken = sqliteTable('oauthAccessToken', {
  id: id(),
  token: text().notNull(),
  clientId: text().notNull(),
  sessionId: text(),
  userId: text(),
  referenceId: text(),
  authorizationCodeId: text(),
  resources: text(),
  requestedUserInfoClaims: text(),
  refreshId: text(),
  expiresAt: instant().notNull(),
  createdAt: created(),
  revoked: instant(),
  confirmation: text(),
  scopes: text().notNull(),
})

export const oauthConsent = sqliteTable('oauthConsent', {
  id: id(),
  clientId: text().notNull(),
  userId: text(),
  referenceId: text(),
  resources: text(),
  requestedUserInfoClaims: text(),
  scopes: text().notNull(),
  createdAt: created(),
  updatedAt: created(),
})

export const oauthClientAssertion = sqliteTable('oauthClientAssertion', {
  id: id(),
  expiresAt: instant().notNull(),
})
