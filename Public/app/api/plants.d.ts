// What the screen of a plant reads of the API.

import type { Links } from './openapi'

export interface Plant {
  id: string
  siteId: string
  name: string
  kind: 'solar' | 'wind' | 'hydro' | 'geothermal' | 'biomass' | 'battery' | 'other'
  peakWatts: number | null
  storage: { capacityWh: number; efficiencyIn: number; efficiencyOut: number; since: string | null } | null
  levelWh: number | null
  role: 'owner' | 'technician' | 'reader' | null
  timeZone: string
  _links: Links
}

export interface Movement {
  id: string
  kind: 'charge' | 'consume' | 'count' | 'reversal'
  wh: number | null
  at: string | null
  from: string
  to: string
  storedWh: number
  levelWh: number | null
  correctionWh: number | null
  reverses: string | null
  reversedBy: string | null
  declaredBy: string | null
}

export interface LevelItem {
  at: string
  wh: number
  beforeWh: number | null
  nature: 'movement' | 'count' | 'capacity' | 'edge' | 'roll-up'
  min: number | null
  max: number | null
}

export interface Levels {
  from: string
  to: string
  resolution: string
  items: LevelItem[]
  capacities: { at: string; wh: number }[]
  coverage: number
}

export interface Production {
  id: string
  from: string
  to: string
  wh: number
  declaredBy: string | null
}
