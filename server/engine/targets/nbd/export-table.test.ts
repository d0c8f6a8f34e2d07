import { describe, expect, it } from 'vitest'
import { ExportTable, quote, type TlsClient } from './export-table'
import { REPLY } from './protocol'

const alpha0 = { name: 'alpha/0', diskId: 'd0', hostId: 'alpha' }
const alpha1 = { name: 'alpha/1', diskId: 'd1', hostId: 'alpha' }
const beta0 = { name: 'beta/0', diskId: 'd2', hostId: 'beta' }
const key = { identity: 'alpha-key', keyHex: 'AB'.repeat(16), hostId: 'alpha' }
const table = new ExportTable([alpha0, alpha1, beta0], [key])
const client = table.clientOf('alpha-key')

describe('ExportTable', () => {
  it('shows everything to a plain client and only its host to an identity', () => {
    expect(table.visibleTo(null)).toEqual([alpha0, alpha1, beta0])
    expect(table.visibleTo(client)).toEqual([alpha0, alpha1])
  })

  it('opens any export for a plain client and says what names look like otherwise', () => {
    expect(table.find('beta/0', null)).toEqual({ allowed: true, nbdExport: beta0 })
    expect(table.find('beta/9', null)).toMatchObject({ allowed: false, reply: REPLY.errorUnknown })
    expect(table.find('', null)).toMatchObject({ message: 'there is no default export: name one as <host>/<lun>' })
  })

  it('answers an identity the same for what belongs to others and what does not exist', () => {
    expect(table.find('alpha/1', client)).toEqual({ allowed: true, nbdExport: alpha1 })
    const foreign = table.find('beta/0', client)
    const absent = table.find('beta/7', client)
    expect(foreign).toEqual({
      allowed: false,
      reply: REPLY.errorPolicy,
      message: 'the identity "alpha-key" may open only what is mapped to its own host, and "beta/0" is not',
    })
    expect(absent).toEqual({
      ...foreign,
      message: 'the identity "alpha-key" may open only what is mapped to its own host, and "beta/7" is not',
    })
  })

  it('keeps a connection only while its export and its key are what they were', () => {
    const proved: TlsClient = { identity: 'alpha-key', hostId: 'alpha', keyHex: 'ab'.repeat(16) }
    const cases: [string, ConstructorParameters<typeof ExportTable>, boolean][] = [
      ['the same table', [[alpha0], [key]], true],
      ['another export besides', [[alpha0, beta0], [key]], true],
      ['the export is gone', [[alpha1], [key]], false],
      ['the export leads to another disk', [[{ ...alpha0, diskId: 'd9' }], [key]], false],
      ['the export belongs to another host', [[{ ...alpha0, hostId: 'beta' }], [key]], false],
      ['the key is gone', [[alpha0], []], false],
      ['the key was changed', [[alpha0], [{ ...key, keyHex: 'cd'.repeat(16) }]], false],
      ['the identity moved to another host', [[alpha0], [{ ...key, hostId: 'beta' }]], false],
    ]
    for (const [name, [exports, keys], expected] of cases) {
      expect({ name, allowed: new ExportTable(exports, keys).stillAllows(alpha0, proved) }).toEqual({
        name,
        allowed: expected,
      })
    }
    expect(new ExportTable([alpha0], []).stillAllows(alpha0, null)).toBe(true)
  })
})

describe('quote', () => {
  it('lets no control character and no endless name through', () => {
    expect(quote('a\nb\u001b[31m')).toBe('"a\\nb\\u001b[31m"')
    expect(quote('x'.repeat(5000)).length).toBeLessThan(110)
  })
})
