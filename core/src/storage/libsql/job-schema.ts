/** `job.state` */
export const WAITING = 0
export const RUNNING = 1
export const GIVEN_UP = 2

/**
 * The durable queue. A job that is done has no row.
 *
 * - `due`: waiting: not before; running: end of the lease; given up: when.
 * - `every`: ms between runs of a job that runs by itself.
 * - `attempt`: counted when it begins.
 * - `next_due`, `next_input`: asked for again while it runs.
 */
export const JOB_SCHEMA = `
CREATE TABLE job(
  id TEXT PRIMARY KEY, plugin TEXT NOT NULL, name TEXT NOT NULL, key TEXT, input TEXT, every INT, state INT NOT NULL,
  due INT NOT NULL, attempt INT NOT NULL, created INT NOT NULL, error TEXT, next_due INT, next_input TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX job_key ON job(plugin, name, key) WHERE key IS NOT NULL AND state < 2;
CREATE UNIQUE INDEX job_every ON job(plugin, name) WHERE every IS NOT NULL AND state < 2;
CREATE INDEX job_due ON job(plugin, due) WHERE state < 2;
CREATE INDEX job_given_up ON job(plugin, due) WHERE state = 2;
`
