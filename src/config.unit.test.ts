/**
 * What a deployment may say, and what it is told when it says something else.
 */
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('the settings of a deployment', () => {
  test('work without any: a demo on this machine, with its own database', () => {
    expect(readConfig({})).toMatchObject({ environment: 'demo', host: '127.0.0.1', port: 8080, databaseUrl: undefined })
  })

  test('keep data and files where LINLI_DATA says', () => {
    expect(readConfig({ LINLI_DATA: '/srv/linli' })).toMatchObject({
      dataFolder: '/srv/linli',
      filesFolder: '/srv/linli/files',
    })
  })

  test.each([
    { env: { LINLI_ENV: 'staging' }, sentence: 'LINLI_ENV is one of demo, production, test, not staging' },
    { env: { PORT: 'http' }, sentence: 'PORT is a whole number from 0 (any free port) to 65535, not http' },
    {
      env: { PORT: '65536' },
      sentence: 'PORT is a whole number from 0 (any free port) to 65535, not 65536',
    },
    { env: { LINLI_CITY: 'public' }, sentence: "LINLI_CITY is a schema's name, such as ningbo, not public" },
    { env: { LINLI_CITY: 'a; drop' }, sentence: "LINLI_CITY is a schema's name, such as ningbo, not a; drop" },
    {
      env: { LINLI_MESSAGES_URL: 'http://sms.example', LINLI_MESSAGES_KEY: 'x' },
      sentence: 'LINLI_MESSAGES_URL is an https address, or http on this machine',
    },
    {
      env: { LINLI_MESSAGES_URL: 'https://sms.example', LINLI_MESSAGES_KEY: 'c2hvcnQ=' },
      sentence: 'LINLI_MESSAGES_KEY is base64 of 24 bytes or more',
    },
    { env: { PORT: '-1' }, sentence: 'PORT is a whole number from 0 (any free port) to 65535, not -1' },
  ])('$sentence', ({ env, sentence }) => {
    expect(() => readConfig(env)).toThrow(new ConfigError(sentence))
  })

  test('refuse a database address of another kind without repeating its password', () => {
    const read = () => readConfig({ DATABASE_URL: 'mysql://linli:secret@host/linli' })

    expect(read).toThrow(ConfigError)
    expect(read).not.toThrow(/secret/)
  })
})
