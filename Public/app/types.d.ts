// The shapes of the API that the app reads; fields that it does not read are left out.
export type Socket = 'type2' | 'ccs' | 'chademo' | 'ef' | 'other'
export type Status = 'free' | 'reserved' | 'charging' | 'outOfService' | 'unknown'

export interface ProblemDetails {
  type?: string; title: string; detail?: string; status: number; requestId?: string
  errors?: { pointer: string; code: string; message: string }[]
  alternatives?: { slots?: { startsAt: string; endsAt: string }[]; points?: Alternative[] }
}
export interface Evidence { code: string; field?: string; from?: unknown; to?: unknown; source?: string; at?: string }
export interface Point {
  id: string; irveId: string; localId?: string | null; powerKw: number | null; sockets: Socket[]; status: Status
  statusAt: string | null; reservable: boolean; busyUntil: string | null; accessibility: string; evidence: Evidence[]
}
export interface Station {
  id: string; irveId: string; name: string; brand: string | null; operator: string | null
  address: { street: string | null; postcode: string | null; city: string | null; inseeCode: string | null }
  location: { lat: number; lon: number }
  access: 'open' | 'restricted'
  hours: { text: string | null; open24h: boolean; openNow: boolean | null }
  timeZone: string
  points: { total: number; free: number; maxPowerKw: number | null }
  sockets: Socket[]; accessibility: string; twoWheelersOnly: boolean; maxHeightM: number | null
  payment: { perUse: boolean | null; card: boolean | null; other: boolean | null; free: boolean | null }
  tariff: string | null; notes?: string | null; phone?: string | null; demonstration?: boolean
  updatedOn: string | null; distanceM: number | null; chargePoints: Point[]
}
export interface Place { name: string; lat?: number; lon?: number; location?: { lat: number; lon: number }; postcodes?: string[]; department?: string; bbox?: number[]; inseeCode?: string; population?: number; postcode?: string }
export interface Slot { startsAt: string; endsAt: string; state: 'free' | 'taken' | 'mine' | 'past' | 'closed' }
export interface Alternative { pointId: string; startsAt: string; endsAt?: string; stationId?: string; station?: { id: string; name: string; city?: string }; powerKw?: number | null; distanceM?: number | null }
export interface Forecast { startsAt: string; endsAt: string; socStart: number; socEnd: number; energyKwh: number; averageKw: number; minutesTo80: number | null; enough: boolean }
export interface Account {
  id: string; email: string; displayName: string; role: 'driver' | 'technician' | 'admin'; language: 'fr' | 'en'
  emailConfirmed: boolean; pendingEmail?: string | null; locked?: boolean; createdAt: string
}
export interface Vehicle {
  id: string; name: string; modelId?: string | null; usableKwh: number; acKw: number; acPhases: number; dcKw: number | null
  sockets: Socket[]; isDefault: boolean
}
export interface VehicleModel extends Vehicle { brand: string; model: string; year?: number | null }
export interface Reservation {
  id: string; state: 'reserved' | 'charging' | 'finished' | 'cancelled' | 'expired'; startsAt: string; endsAt: string; pointId: string
  station: { id: string; name: string; city: string | null }; timeZone?: string; vehicleId: string | null; chargeId: string | null; createdAt: string
}
export interface Sample { at: string; powerKw: number; soc: number; energyKwh: number }
export interface Charge {
  id: string; reservationIds: string[]; state: 'charging' | 'finished'; startedAt: string; endsAt: string; elapsedSeconds: number
  remainingSeconds: number; soc: number; startSoc: number; targetSoc: number; powerKw: number; energyKwh: number
  bookedUntil: string
  receipt?: { energyKwh: number; minutes: number; socGained: number; averageKw: number; priceKind: 'free' | 'perKwh' | 'unknown'; price?: number | null; tariff?: string | null } | null
  endReason: 'target' | 'full' | 'stopped' | 'slotEnd' | null; curve: Sample[]
}
export interface Import {
  id: string; source: string; mode: string; confirm: boolean
  state: 'waiting' | 'receiving' | 'preview' | 'merging' | 'done' | 'failed' | 'cancelled' | 'undone'
  fileName: string | null; url?: string | null; bytes: { received: number; total: number | null }
  rows: { read: number; accepted: number; rejected: number; duplicates: number; corrected: number }
  corrections?: { code: string; sentence: string; rows: number }[]
  changes: { added: number; changed: number; moved: number; withdrawn: number; unchanged: number } | null
  phase: string | null; rowsPerSecond: number | null; secondsLeft: number | null; guard?: Reason | null; error?: Reason | null
  notModified?: boolean; createdAt: string; startedAt: string | null; finishedAt: string | null
  _links: Record<string, { href: string; method?: string }>
}
export interface Reason { code: string; detail: string | null; message: string }
