import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.mjs'

const read = (environment: Record<string, string>) => readEnvironment(environment, '/srv/lunette')

describe('the environment', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      dataDirectory: '/srv/lunette/data',
      port: 3000,
      httpHost: null,
      behindProxy: false,
      nbdListen: [{ kind: 'tcp', host: '127.0.0.1', port: 10809 }],
      iscsiListen: [{ kind: 'tcp', host: '127.0.0.1', port: 3260 }],
      firstAdministrator: null,
      apiToken: null,
    })
  })

  it('takes a variable that is set to nothing as not set', () => {
    const empty = { LUNETTE_DATA_DIR: '', PORT: ' ', LUNETTE_NBD_LISTEN: '', LUNETTE_ISCSI_LISTEN: '', LUNETTE_API_TOKEN: '', LUNETTE_ADMIN_EMAIL: '' }
    expect(read(empty)).toEqual(read({}))
  })

  it('takes absolute and relative data directories', () => {
    expect(read({ LUNETTE_DATA_DIR: '/var/lib/lunette' }).dataDirectory).toBe('/var/lib/lunette')
    expect(read({ LUNETTE_DATA_DIR: '../state' }).dataDirectory).toBe('/srv/state')
  })

  it.each([
    ['0.0.0.0:10809', [{ kind: 'tcp', host: '0.0.0.0', port: 10809 }]],
    ['[::1]:0', [{ kind: 'tcp', host: '::1', port: 0 }]],
    ['storage.example.com:10809', [{ kind: 'tcp', host: 'storage.example.com', port: 10809 }]],
    ['unix:/run/lunette/nbd.sock', [{ kind: 'unix', path: '/run/lunette/nbd.sock' }]],
    [
      '127.0.0.1:1, unix:/a:b',
      [
        { kind: 'tcp', host: '127.0.0.1', port: 1 },
        { kind: 'unix', path: '/a:b' },
      ],
    ],
  ])('listens on %s', (value, expected) => {
    expect(read({ LUNETTE_NBD_LISTEN: value }).nbdListen).toEqual(expected)
  })

  it.each([
    ['off', []],
    [
      '10.0.0.1:3260, [::]:0',
      [
        { kind: 'tcp', host: '10.0.0.1', port: 3260 },
        { kind: 'tcp', host: '::', port: 0 },
      ],
    ],
  ])('listens for iSCSI on %s', (value, expected) => {
    expect(read({ LUNETTE_ISCSI_LISTEN: value }).iscsiListen).toEqual(expected)
  })

  it.each([
    ['LUNETTE_ISCSI_LISTEN', 'unix:/run/iscsi.sock'],
    ['LUNETTE_ISCSI_LISTEN', '3260'],
    ['LUNETTE_NBD_LISTEN', '10809'],
    ['LUNETTE_NBD_LISTEN', '::1:10809'],
    ['LUNETTE_NBD_LISTEN', '127.0.0.1:65536'],
    ['LUNETTE_NBD_LISTEN', 'unix:relative.sock'],
    ['LUNETTE_NBD_LISTEN', `unix:/${'x'.repeat(107)}`],
    ['LUNETTE_NBD_LISTEN', '127.0.0.1:1,'],
    ['PORT', '-1'],
    ['PORT', '3000x'],
    ['PORT', '1e3'],
    ['PORT', '65536'],
    ['LUNETTE_BEHIND_PROXY', 'perhaps'],
  ])('refuses %s=%s, naming both', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`${name}="${value}": must be`)
  })

  it('takes an administrator whole or not at all, and says no secret', () => {
    const whole = { LUNETTE_ADMIN_EMAIL: 'Admin@Example.com', LUNETTE_ADMIN_PASSWORD: ' ten or more ' }
    expect(read(whole).firstAdministrator).toEqual({ email: 'admin@example.com', password: ' ten or more ' })
    expect(() => read({ LUNETTE_ADMIN_EMAIL: 'admin@example.com' })).toThrow('LUNETTE_ADMIN_PASSWORD is not set')
    expect(() => read({ LUNETTE_ADMIN_PASSWORD: 'ten or more' })).toThrow('LUNETTE_ADMIN_EMAIL is not set')
    const short = () => read({ ...whole, LUNETTE_ADMIN_PASSWORD: 'hush' })
    expect(short).toThrow('LUNETTE_ADMIN_PASSWORD: must have 10 to 128 characters')
    expect(short).not.toThrow('hush')
  })

  it('says every mistake at once', () => {
    expect(() => read({ PORT: 'x', LUNETTE_NBD_LISTEN: 'y', LUNETTE_API_TOKEN: 'a b' })).toThrow(
      /PORT="x".*LUNETTE_NBD_LISTEN="y".*LUNETTE_API_TOKEN: must be/s,
    )
  })
})
