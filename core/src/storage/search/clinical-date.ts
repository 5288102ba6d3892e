

/**
 * The date parameter whose only value is the resource's clinical date `d`: one row at most for each resource, whose
 * `lo` is `d` unless it is open.
 *
 * @returns its number; undefined when the type has none
 */
export function clinicalDateParam(_t: number): number | undefined {
  void searchParam
  return undefined
}
