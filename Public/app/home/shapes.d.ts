// What the screens of a home read of the API.

export type PointState = 'reserved' | 'owned' | 'lost'
export type Heating = 'electric' | 'heatPump' | 'gas' | 'oil' | 'wood' | 'district' | 'other'
export type Direction = 'drawn' | 'injected'
export type Quality = 'certified' | 'local' | 'provisional'

export interface Home {
  id: string
  name: string
  usagePointId?: string | null
  pointState?: PointState | null
  people: { adults: number; teens: number; children: number }
  heating: Heating
  hasSolar: boolean
  subscribedVa?: number | null
  contract?: { subscribedVa?: number | null; tariff?: string | null; readAt: string } | null
}

export interface Consent {
  id: string
  purposes: ('game' | 'advice' | 'comparison')[]
  scope: ('daily' | 'curve' | 'injection' | 'contract')[]
  state: 'pending' | 'active' | 'refused' | 'failed' | 'withdrawn' | 'expired' | 'lost'
  reason?: string | null
  explanation: string
  givenAt: string
  endsAt?: string | null
  withdrawnAt?: string | null
}

export interface Reading {
  startsAt: string
  endsAt: string
  watts?: number | null
  quality: Quality
}

export interface Readings {
  unit: string
  resolution: string
  from: string
  to: string
  coverage: number
  items: Reading[]
}

export interface Gap {
  day: string
  kind: string
  direction: Direction
  state: 'absent' | 'partial' | 'complete' | 'never'
  readings: number
  expected: number
  nextTryAt?: string | null
  reason?: string | null
  explanation?: string | null
}

export interface Agreed {
  day: string
  direction: Direction
  verdict: 'pending' | 'agreed' | 'diverging' | 'uncertified' | 'no-local'
  localWh?: number | null
  certifiedWh?: number | null
  comparedWh?: number | null
}

export interface PiggyBank {
  items: { month?: string | null; wh: number; injectedWh: number; drawnWh: number; closed: boolean }[]
}

export interface Order {
  id: string
  relay: 'shed' | 'supply'
  until: string
  expiresAt: string
  madeAt: string
  answeredAt?: string | null
  state: 'waiting' | 'running' | 'over' | 'expired' | 'refused'
  reason?: string | null
}

export interface Box {
  id: string
  name?: string | null
  pairedAt?: string | null
  pin?: string | null
  lastSeenAt?: string | null
  relay: { declaredWatts?: number | null; armed: boolean; state?: 'supplied' | 'shed' | null }
  alarms?: { cause: string; since: string }[]
  divergingDays: number
  isFlagged: boolean
}
