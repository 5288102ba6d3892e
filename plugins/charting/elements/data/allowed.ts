/**
 * An extra that some roles may not read (a biller sees problems but no results): the fallback when it is refused.
 * Any other failure stays one.
 */
export async function ifAllowed<T>(asked: Promise<T>, fallback: T): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 403) return fallback
    throw error
  }
}
