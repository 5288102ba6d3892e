/**
 * control.db, one step for each schema version; a step that was released never changes.
 *
 * Column names of the first twelve tables are better-auth's field names (`auth-tables.ts` has the same for drizzle; a test
 * compares them with what the library asks for). `oauthResource.id` is the clinic's slug, while `identifier` is an
 * address that follows TESSERA_URL: hence ON UPDATE CASCADE.
 */
export const CONTROL_STEPS: readonly string[] = [
  `
CREATE TABLE user(id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, emailVerified INTEGER NOT NULL,
  image TEXT, createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL) STRICT;
CREATE TABLE session(id TEXT PRIMARY KEY, expiresAt INTEGER NOT NULL, token TEXT NOT NULL UNIQUE, createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL, ipAddress TEXT, userAgent TEXT, userId TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE) STRICT;
CREATE INDEX session_user ON session(userId);
CREATE TABLE account(id TEXT PRIMARY KEY, accountId TEXT NOT NULL, providerId TEXT NOT NULL,
  userId TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, accessToken TEXT, refreshToken TEXT, idToken TEXT,
  accessTokenExpiresAt INTEGER, refreshTokenExpiresAt INTEGER, scope TEXT, password TEXT,
  createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL) STRICT;
CREATE INDEX account_user ON account(userId);
CREATE TABLE verification(id TEXT PRIMARY KEY, identifier TEXT NOT NULL, value TEXT NOT NULL, expiresAt INTEGER NOT NULL,
  createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL) STRICT;
CREATE INDEX verification_identifier ON verification(identifier);
CREATE TABLE jwks(id TEXT PRIMARY KEY, publicKey TEXT NOT NULL, privateKey TEXT NOT NULL, createdAt INTEGER NOT NULL,
  expiresAt INTEGER, alg TEXT, crv TEXT) STRICT;
CREATE TABLE oauthClient(id TEXT PRIMARY KEY, clientId TEXT NOT NULL UNIQUE, clientSecret TEXT, clientDiscoveryId TEXT,
  disabled INTEGER, skipConsent INTEGER, enableEndSession INTEGER, subjectType TEXT, scopes TEXT, clientCredentialsScopes TEXT,
  userId TEXT REFERENCES user(id) ON DELETE CASCADE, createdAt INTEGER, updatedAt INTEGER, name TEXT, uri TEXT, icon TEXT,
  contacts TEXT, tos TEXT, policy TEXT, softwareId TEXT, softwareVersion TEXT, softwareStatement TEXT,
  redirectUris TEXT NOT NULL, postLogoutRedirectUris TEXT, backchannelLogoutUri TEXT, backchannelLogoutSessionRequired INTEGER,
  tokenEndpointAuthMethod TEXT, applicationType TEXT, jwks TEXT, jwksUri TEXT, grantTypes TEXT, responseTypes TEXT,
  requirePKCE INTEGER, dpopBoundAccessTokens INTEGER, referenceId TEXT, metadata TEXT) STRICT;
CREATE TABLE oauthResource(id TEXT PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, name TEXT NOT NULL, accessTokenTtl INTEGER,
  refreshTokenTtl INTEGER, signingAlgorithm TEXT, signingKeyId TEXT, allowedScopes TEXT, customClaims TEXT,
  dpopBoundAccessTokensRequired INTEGER, disabled INTEGER, createdAt INTEGER, updatedAt INTEGER, policyVersion INTEGER,
  metadata TEXT) STRICT;
CREATE TABLE oauthClientResource(id TEXT PRIMARY KEY,
  clientId TEXT NOT NULL REFERENCES oauthClient(clientId) ON DELETE CASCADE,
  resourceId TEXT NOT NULL REFERENCES oauthResource(identifier) ON DELETE CASCADE ON UPDATE CASCADE,
  metadata TEXT, createdAt INTEGER) STRICT;
CREATE INDEX oauthClientResource_client ON oauthClientResource(clientId);
CREATE INDEX oauthClientResource_resource ON oauthClientResource(resourceId);
CREATE TABLE oauthRefreshToken(id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE,
  clientId TEXT NOT NULL REFERENCES oauthClient(clientId) ON DELETE CASCADE, sessionId TEXT REFERENCES session(id) ON DELETE SET NULL,
  userId TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, referenceId TEXT, authorizationCodeId TEXT, resources TEXT,
  requestedUserInfoClaims TEXT, expiresAt INTEGER NOT NULL, createdAt INTEGER NOT NULL, revoked INTEGER, rotatedAt INTEGER,
  rotationReplayResponse TEXT, rotationReplayExpiresAt INTEGER, authTime INTEGER, confirmation TEXT, scopes TEXT NOT NULL) STRICT;
CREATE INDEX oauthRefreshToken_user ON oauthRefreshToken(userId);
CREATE TABLE oauthAccessToken(id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE,
  clientId TEXT NOT NULL REFERENCES oauthClient(clientId) ON DELETE CASCADE, sessionId TEXT REFERENCES session(id) ON DELETE SET NULL,
  userId TEXT REFERENCES user(id) ON DELETE CASCADE, referenceId TEXT, authorizationCodeId TEXT, resources TEXT,
  requestedUserInfoClaims TEXT, refreshId TEXT REFERENCES oauthRefreshToken(id) ON DELETE CASCADE, expiresAt INTEGER NOT NULL,
  createdAt INTEGER NOT NULL, revoked INTEGER, confirmation TEXT, scopes TEXT NOT NULL) STRICT;
CREATE INDEX oauthAccessToken_user ON oauthAccessToken(userId);
CREATE TABLE oauthConsent(id TEXT PRIMARY KEY, clientId TEXT NOT NULL REFERENCES oauthClient(clientId) ON DELETE CASCADE,
  userId TEXT REFERENCES user(id) ON DELETE CASCADE, referenceId TEXT, resources TEXT, requestedUserInfoClaims TEXT,
  scopes TEXT NOT NULL, createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL) STRICT;
CREATE INDEX oauthConsent_user ON oauthConsent(userId);
CREATE TABLE oauthClientAssertion(id TEXT PRIMARY KEY, expiresAt INTEGER NOT NULL) STRICT;

CREATE TABLE clinic(slug TEXT PRIMARY KEY, name TEXT NOT NULL, timezone TEXT NOT NULL, npi TEXT, tin TEXT,
  created INTEGER NOT NULL) STRICT;
CREATE TABLE clinic_key(slug TEXT PRIMARY KEY REFERENCES clinic(slug), wrapped BLOB NOT NULL) STRICT;
CREATE TABLE role(user TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, clinic TEXT NOT NULL REFERENCES clinic(slug),
  role TEXT NOT NULL, PRIMARY KEY(user, clinic, role)) STRICT, WITHOUT ROWID;
CREATE TABLE link(user TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, clinic TEXT NOT NULL REFERENCES clinic(slug),
  kind TEXT NOT NULL CHECK(kind IN ('practitioner', 'self', 'proxy')), reference TEXT NOT NULL, until TEXT,
  PRIMARY KEY(user, clinic, kind, reference)) STRICT, WITHOUT ROWID;
CREATE TABLE clinic_plugin(clinic TEXT NOT NULL REFERENCES clinic(slug), plugin TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 0, settings TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY(clinic, plugin)) STRICT, WITHOUT ROWID;
CREATE TABLE platform_audit(seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
`,
]
