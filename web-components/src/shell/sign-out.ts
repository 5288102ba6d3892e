/** Ends the session and leaves the page, which then holds nothing of a patient. */
export async function signOut(): Promise<void> {
  try {
    await fetch('/auth/sign-out', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
  } finally {
    location.assign('/auth/login')
  }
}
