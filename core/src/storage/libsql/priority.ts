import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Of 19: writes give way to whoever waits at a screen, and still get what is left. */
const NICE = 5

/**
 * The calling thread gives way to the one that serves, when there are fewer cores than threads with work. On Linux a
 * thread has a priority of its own; elsewhere nothing happens.
 */
export function giveWay(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICE)
  } catch {
    // no such system, or it may not be set: all threads stay equal
  }
}
