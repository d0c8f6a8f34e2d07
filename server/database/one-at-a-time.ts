import type { SqlDriverAdapter, SqlQuery, SqlResultSet, Transaction } from '@prisma/driver-adapter-utils'

/**
 * Prisma asks for what belongs to no rows, too. A page that shows what needs attention, where nothing does, would ask a
 * hundred times; SQLite need not be.
 */
const OF_NO_ROWS = /^SELECT `main`.* WHERE `main`\.`\w+`\.`\w+` IN \(NULL\) LIMIT \? OFFSET \?$/

function answer(query: SqlQuery, ask: () => Promise<SqlResultSet>): Promise<SqlResultSet> {
  return OF_NO_ROWS.test(query.sql) ? Promise.resolve({ columnNames: [], columnTypes: [], rows: [] }) : ask()
}

/**
 * There is one connection, and SQLite's transactions belong to connections: whatever runs on it between another's
 * BEGIN and COMMIT is part of that transaction, and is lost when it is undone. The library's adapter lets
 * transactions wait for each other, but lets single statements in. This one lets them wait too.
 *
 * Inside of `$transaction(async (tx) => …)` everything has to go through `tx`: what goes through the client waits for
 * the transaction to end, and so until it times out.
 */
export function oneAtATime(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const turn = new Turn()
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => answer(query, () => turn.run(() => adapter.queryRaw(query))),
    executeRaw: (query) => turn.run(() => adapter.executeRaw(query)),
    executeScript: (script) => turn.run(() => adapter.executeScript(script)),
    dispose: () => turn.run(() => adapter.dispose()),
    async startTransaction(isolationLevel) {
      const release = await turn.take()
      try {
        return releasing(await adapter.startTransaction(isolationLevel), release)
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

function releasing(transaction: Transaction, release: () => void): Transaction {
  return {
    provider: transaction.provider,
    adapterName: transaction.adapterName,
    options: transaction.options,
    queryRaw: (query) => answer(query, () => transaction.queryRaw(query)),
    async executeRaw(query) {
      try {
        return await transaction.executeRaw(query)
      } catch (error) {
        // SQLite keeps a transaction open whose commit failed, and the library forgets to undo it.
        if (query.sql === 'COMMIT') await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] })
        throw error
      }
    },
    commit: () => transaction.commit().finally(release),
    rollback: () => transaction.rollback().finally(release),
  }
}

/** A queue: whoever took the turn has it until they release it. */
class Turn {
  #last: Promise<void> = Promise.resolve()

  async take(): Promise<() => void> {
    const before = this.#last
    let release: () => void = () => undefined
    this.#last = new Promise((resolve) => {
      release = resolve
    })
    await before
    return release
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.take()
    try {
      return await work()
    } finally {
      release()
    }
  }
}
