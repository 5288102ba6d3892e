import type { Principal } from '@tessera/sdk'

/**
 * Who is it? Turns a request's credential into a principal of the clinic in the path.
 *
 * A session cookie counts only from our own origin (DESIGN §7.1: matching `Origin` on unsafe methods, no foreign
 * `Origin` and no `Sec-Fetch-Site: cross-site` on any). Everything else needs `Authorization: Bearer`.
 */
export interface Principals {
  /**
   * @returns the principal; `anonymous` when there is no credential; `invalid` when there is one that doesn't hold
   * (unknown, expired, revoked, of another clinic's token audience, or a cookie from a foreign origin);
   * `stranger` for a known person without a role in this clinic
   */
  of(request: Request, clinic: string): Promise<Principal | 'anonymous' | 'invalid' | 'stranger'>
  /** Forgets cached principals of a user or client, at once. */
  forget(id: string): void
}
