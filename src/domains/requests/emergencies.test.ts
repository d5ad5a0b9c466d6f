/** The list a page looks in before a report is sent: for everyone, with the numbers this city has. */
import { describe, expect, test } from 'vitest'
import { world } from '#tests/support/world.ts'
import type { EmergencyList } from './rules.ts'

describe('what sounds like an emergency', () => {
  test('[U32] anyone reads the words and whom to call, the likeliest first', async () => {
    const { visitor } = await world()

    const { emergencies, numbers } = await visitor().done<EmergencyList>('GET', '/api/emergencies')

    const fire = emergencies.find(({ kind }) => kind === 'fire')
    expect(fire?.words).toContain('着火')
    expect(fire?.calls).toEqual(['fire', 'ambulance', 'police'])
    expect(numbers).toEqual([
      { code: 'ambulance', phone: '120' },
      { code: 'fire', phone: '119' },
      { code: 'police', phone: '110' },
    ])
  })

  test('a number is told only when the city has it, and then in its place', async () => {
    const { visitor, database } = await world()
    const ofGas = async () => {
      const { emergencies } = await visitor().done<EmergencyList>('GET', '/api/emergencies')
      return emergencies.find(({ kind }) => kind === 'gas')?.calls
    }
    expect(await ofGas()).toEqual(['fire', 'ambulance', 'police'])

    await database.pool.query(`insert into emergency_number (code, phone) values ('gas', '12800000119')`)

    expect(await ofGas()).toEqual(['gas', 'fire', 'ambulance', 'police'])
  })

  test('what officials changed is what is read', async () => {
    const { visitor, database } = await world()

    await database.pool.query(`update emergency set words = array['瓦斯味'] where kind = 'gas'`)

    const { emergencies } = await visitor().done<EmergencyList>('GET', '/api/emergencies')
    expect(emergencies.find(({ kind }) => kind === 'gas')?.words).toEqual(['瓦斯味'])
    const inCapitals = database.pool.query(`update emergency set words = array['Gas leak'] where kind = 'gas'`)
    await expect(inCapitals).rejects.toThrow('emergency_words_in_lower_case')
  })
})
