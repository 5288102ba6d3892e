/** A panel that is open in the chart of one patient. */
export interface OpenPanel {
  /** `<plugin>:<id>` of its contribution. */
  workspace: string
  props: Record<string, unknown>
}

/** The panels of one chart, in the order in which they were opened. */
export interface Desk {
  panels: readonly OpenPanel[]
  /** The one in view; none when all are minimised. */
  front?: string
}

export const emptyDesk: Desk = { panels: [] }

/** Opens a panel, or brings the open one to the front; new props replace those it has. */
export function opened({ panels }: Desk, workspace: string, props?: Record<string, unknown>): Desk {
  const known = panels.find((each) => each.workspace === workspace)
  if (!known) return { panels: [...panels, { workspace, props: props ?? {} }], front: workspace }
  return {
    panels: props ? panels.map((each) => (each === known ? { workspace, props } : each)) : panels,
    front: workspace,
  }
}

/** Without a panel: its neighbour comes to the front if it was there. */
export function closed(desk: Desk, workspace: string): Desk {
  const at = desk.panels.findIndex((each) => each.workspace === workspace)
  if (at < 0) return desk
  const panels = desk.panels.toSpliced(at, 1)
  if (desk.front !== workspace) return { ...desk, panels }
  const next = panels[Math.min(at, panels.length - 1)]
  return { panels, ...(next ? { front: next.workspace } : {}) }
}

/** All panels stay open, none in view. */
export const minimised = ({ panels }: Desk): Desk => ({ panels })

/** What was kept of a desk, as far as it can be read. */
export function parseDesk(value: unknown): Desk {
  if (typeof value !== 'object' || value === null || !('panels' in value) || !Array.isArray(value.panels))
    return emptyDesk
  const panels = value.panels.flatMap((each: unknown): OpenPanel[] => {
    if (typeof each !== 'object' || each === null || !('workspace' in each) || typeof each.workspace !== 'string')
      return []
    const props = 'props' in each && typeof each.props === 'object' && each.props !== null ? { ...each.props } : {}
    return [{ workspace: each.workspace, props }]
  })
  const front = 'front' in value && typeof value.front === 'string' ? value.front : undefined
  return { panels, ...(panels.some(({ workspace }) => workspace === front) && front ? { front } : {}) }
}
