import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

/** @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} SqlDriverAdapter */

/**
 * The connection that Prisma's client uses, without Prisma's client: for the work that comes before there is a schema.
 *
 * @param {string} file absolute path, or `:memory:`
 * @returns {Promise<SqlDriverAdapter>} dispose() it when done
 */
export function openSqlite(file) {
  return new PrismaBetterSqlite3({ url: file }).connect()
}

/**
 * @param {SqlDriverAdapter} adapter
 * @param {string} sql a query of one column, without parameters
 * @returns {Promise<unknown[]>} the column
 */
export async function pluck(adapter, sql) {
  const { rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] })
  return rows.map((row) => row[0])
}
