// Made from what the server says of itself: `watts-up openapi | Tests/Browser/api_types.py`. A test holds the two together.
// What is asked of the server may be left out or null where it says `?`; what it answers is always there, though it may be null.

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  requestId: string
  errors?: { pointer: string; code: string; message: string }[]
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface LinksLink { href: string; templated?: boolean; method?: Method }

export type Links = Record<string, LinksLink>

export interface OperationsFeatureEntryPoint { name: string; version: string; _links: Links }

export interface LegalNotice { operator: string | null; contact: string | null; _links: Links }

export interface OperationsFeatureHealth { state: string }

export interface OverviewStations { offered: number; withdrawn: number; demonstration: number; changedByHand: number }

export interface OverviewPoints { offered: number; withdrawn: number; outOfService: number }

export interface OverviewAccounts { total: number; administrators: number; technicians: number; locked: number; unconfirmed: number }

export interface OverviewBookings { upcoming: number; underWay: number }

export interface OverviewCharges { underWay: number; total: number; energyKwh: number }

export interface OverviewDemonstration { drivers: number; bookings: number; charges: number }

export interface OverviewDay { day: string; accounts: number; bookings: number; charges: number; energyKwh: number }

export interface OverviewImports { total: number; atWork: number; inPreview: number; failedLately: number }

export interface OverviewFreshness { stationsAt: string | null; youngestPoint: string | null; feedAt: string | null; feedPoints: number }

export interface OverviewRequests { total: number; refused: number; failed: number; averageMs: number; slowestTwentiethMs: number }

export interface OverviewPool { connections: number; inUse: number; waiting: number; turnedAway: number; statements: number }

export interface OverviewLoad { since: string; requests: OverviewRequests; pool: OverviewPool }

export interface Overview {
  at: string
  stations: OverviewStations
  points: OverviewPoints
  accounts: OverviewAccounts
  bookings: OverviewBookings
  charges: OverviewCharges
  demonstration: OverviewDemonstration
  days: OverviewDay[]
  imports: OverviewImports
  freshness: OverviewFreshness
  load: OverviewLoad
  _links: Links
}

export type Language = 'fr' | 'en'

export interface SignUp { email: string; password: string; displayName: string; language?: Language | null }

export type AccountRole = 'driver' | 'technician' | 'admin'

export interface Account {
  id: string
  email: string
  pendingEmail: string | null
  displayName: string
  role: AccountRole
  language: Language
  emailConfirmed: boolean
  locked: boolean
  secondFactor: boolean
  reminders: boolean
  createdAt: string
  _links: Links
}

export interface SignIn { email: string; password: string; code?: string | null }

export interface ListedSession { id: string; device: string | null; network: string | null; since: string; lastUsed: string; current: boolean; _links: Links }

export interface SessionList { items: ListedSession[]; _links: Links }

export interface GivePassword { password: string }

export interface ChangeAccount { displayName?: string | null; language?: Language | null; reminders?: boolean | null; email?: string | null; password?: string | null }

export interface DeleteAccount { password: string }

export interface ChangePassword { currentPassword: string; newPassword: string }

export interface ProposedSecondFactor { secret: string; uri: string; _links: Links }

export interface ConfirmSecondFactor { code: string }

export interface RecoveryCodes { recoveryCodes: string[] }

export interface RemoveSecondFactor { password: string; code: string }

export interface ConfirmEmail { token: string }

export interface AskConfirmation { email: string }

export interface AskReset { email: string }

export interface ResetPassword { token: string; password: string }

export interface Totals { matching: number; all: number }

export interface AccountCountedPage { items: Account[]; totals: Totals | null; _links: Links }

export interface CreateAccount { email: string; password: string; displayName: string; role?: AccountRole | null; language?: Language | null }

export type AccountAction = 'lock' | 'unlock'

export type BulkOutcomeOutcome = 'done' | 'unchanged' | 'refused'

export interface BulkOutcomeRow { id: string; outcome: BulkOutcomeOutcome; problem: string | null; detail: string | null }

export interface BulkOutcome { items: BulkOutcomeRow[] }

export interface AdministerAccount { role?: AccountRole | null; locked?: boolean | null; displayName?: string | null }

export interface AuditEntryActor { id: string; email: string | null }

export interface AuditEntrySubject { kind: string; id: string; name: string | null }

export interface AuditEntry {
  id: string
  at: string
  actor: AuditEntryActor | null
  action: string
  subject: AuditEntrySubject
  details: Record<string, unknown>
  _links: Links
}

export interface AuditEntryCountedPage { items: AuditEntry[]; totals: Totals | null; _links: Links }

export type SocketName = 'type2' | 'ccs' | 'chademo' | 'ef' | 'other'

export interface CurvePoint { soc: number; kw: number }

export interface VehicleModel {
  id: string
  name: string
  brand: string
  model: string
  variant: string
  year: number | null
  kind: string
  usableKwh: number
  acKw: number
  acPhases: number
  dcKw: number | null
  sockets: SocketName[]
  curve: CurvePoint[] | null
  source: string
}

export interface VehicleModelList { items: VehicleModel[]; _links: Links }

export interface Vehicle {
  id: string
  name: string
  modelId: string | null
  usableKwh: number
  acKw: number
  acPhases: number
  dcKw: number | null
  sockets: SocketName[]
  curve: CurvePoint[] | null
  isDefault: boolean
  _links: Links
}

export interface VehicleList { items: Vehicle[]; _links: Links }

export interface AddVehicle {
  name?: string | null
  modelId?: string | null
  usableKwh?: number | null
  acKw?: number | null
  acPhases?: number | null
  dcKw?: number | null
  sockets?: SocketName[] | null
  curve?: CurvePoint[] | null
  isDefault?: boolean | null
}

export interface ChangeVehicle {
  name?: string | null
  usableKwh?: number | null
  acKw?: number | null
  acPhases?: number | null
  dcKw?: number | null
  sockets?: SocketName[] | null
  curve?: CurvePoint[] | null
  isDefault?: boolean | null
}

export type StationPlacement = 'street' | 'publicCarPark' | 'privateCarPark' | 'customers' | 'fastHub'

export interface StationDescriptionAddress { street: string | null; postcode: string | null; city: string | null; inseeCode: string | null }

export interface StationDescriptionLocation { lat: number; lon: number }

export type TermsAccess = 'open' | 'restricted'

export interface StationDescriptionHours { text: string | null; open24h: boolean; openNow: boolean | null }

export interface StationDescriptionPayment { perUse: boolean | null; card: boolean | null; other: boolean | null; free: boolean | null }

export interface StationDescriptionPoints { total: number; free: number; maxPowerKw: number | null }

export type ChargePointAccessibility = 'reserved' | 'accessible' | 'notAccessible' | 'unknown'

export interface Favourite {
  id: string
  irveId: string
  name: string
  brand: string | null
  operator: string | null
  owner: string | null
  contact: string | null
  phone: string | null
  placement: StationPlacement | null
  address: StationDescriptionAddress
  location: StationDescriptionLocation
  timeZone: string
  access: TermsAccess | null
  hours: StationDescriptionHours | null
  twoWheelersOnly: boolean | null
  payment: StationDescriptionPayment | null
  tariff: string | null
  varies: string[]
  maxHeightM: number | null
  notes: string | null
  demonstration: boolean
  points: StationDescriptionPoints
  sockets: SocketName[]
  accessibility: ChargePointAccessibility
  updatedOn: string | null
  distanceM: number | null
  _links: Links
  favouritedAt: string
  withdrawnAt: string | null
}

export interface FavouriteList { items: Favourite[]; _links: Links }

export interface StationListItem {
  id: string
  irveId: string
  name: string
  brand: string | null
  operator: string | null
  owner: string | null
  contact: string | null
  phone: string | null
  placement: StationPlacement | null
  address: StationDescriptionAddress
  location: StationDescriptionLocation
  timeZone: string
  access: TermsAccess | null
  hours: StationDescriptionHours | null
  twoWheelersOnly: boolean | null
  payment: StationDescriptionPayment | null
  tariff: string | null
  varies: string[]
  maxHeightM: number | null
  notes: string | null
  demonstration: boolean
  points: StationDescriptionPoints
  sockets: SocketName[]
  accessibility: ChargePointAccessibility
  updatedOn: string | null
  distanceM: number | null
  _links: Links
}

export interface FacetsDescriptionSocket { value: SocketName; points: number }

export interface FacetsDescriptionPower { from: number; to: number | null; points: number }

export interface FacetsDescriptionOperator { value: string; points: number }

export interface FacetsDescription {
  stations: number
  points: number
  sockets: FacetsDescriptionSocket[]
  power: FacetsDescriptionPower[]
  operators: FacetsDescriptionOperator[]
}

export interface StationListDescription { items: StationListItem[]; facets: FacetsDescription | null; _links: Links }

export type PointStatus = 'free' | 'reserved' | 'charging' | 'outOfService' | 'unknown'

export interface StationDescriptionPoint {
  id: string
  number: number
  irveId: string
  localId: string | null
  powerKw: number | null
  sockets: SocketName[]
  cableAttached: boolean | null
  status: PointStatus
  statusAt: string | null
  reservable: boolean
  declaredReservable: boolean | null
  busyUntil: string | null
  accessibility: ChargePointAccessibility
  access: TermsAccess
  hours: StationDescriptionHours
  twoWheelersOnly: boolean
  payment: StationDescriptionPayment
  tariff: string | null
  location: StationDescriptionLocation | null
  openedOn: string | null
  updatedOn: string | null
  evidence: { code: string; field: string | null; from: string | null; to: string | null; source: string | null; at: string | null }[]
}

export interface StationDescription {
  id: string
  irveId: string
  name: string
  brand: string | null
  operator: string | null
  owner: string | null
  contact: string | null
  phone: string | null
  placement: StationPlacement | null
  address: StationDescriptionAddress
  location: StationDescriptionLocation
  timeZone: string
  access: TermsAccess | null
  hours: StationDescriptionHours | null
  twoWheelersOnly: boolean | null
  payment: StationDescriptionPayment | null
  tariff: string | null
  varies: string[]
  maxHeightM: number | null
  notes: string | null
  demonstration: boolean
  points: StationDescriptionPoints
  sockets: SocketName[]
  accessibility: ChargePointAccessibility
  updatedOn: string | null
  distanceM: number | null
  chargePoints: StationDescriptionPoint[]
  _links: Links
}

export interface SwitchService { outOfService: boolean }

export interface ServiceState { id: string; outOfService: boolean; _links: Links }

export type StationSource = 'irve' | 'manual'

export interface AdministeredStationAddress { street: string | null; postcode: string | null; city: string | null; inseeCode: string | null }

export interface AdministeredStationLocation { lat: number; lon: number }

export interface AdministeredHours { text: string | null; read: string | null; open24h: boolean }

export interface AdministeredPayment { perUse: boolean | null; card: boolean | null; other: boolean | null; free: boolean | null }

export type StationGridConnection = 'direct' | 'indirect'

export interface AdministeredStationPoints { total: number; declared: number | null; maxPowerKw: number | null }

export type StationField = 'name' | 'brand' | 'operator' | 'owner' | 'contact' | 'phone' | 'placement' | 'street' | 'postcode' | 'city' | 'inseeCode' | 'location' | 'timeZone' | 'access' | 'hours' | 'twoWheelersOnly' | 'maxHeightM' | 'perUse' | 'card' | 'other' | 'free' | 'tariff' | 'notes' | 'gridConnection' | 'withdrawn'

export interface AdministeredStation {
  id: string
  irveId: string
  name: string
  brand: string | null
  operator: string | null
  owner: string | null
  contact: string | null
  phone: string | null
  placement: StationPlacement | null
  address: AdministeredStationAddress
  location: AdministeredStationLocation
  timeZone: string
  access: TermsAccess | null
  hours: AdministeredHours | null
  twoWheelersOnly: boolean | null
  maxHeightM: number | null
  payment: AdministeredPayment | null
  tariff: string | null
  varies: string[]
  notes: string | null
  gridConnection: StationGridConnection | null
  points: AdministeredStationPoints
  demonstration: boolean
  source: StationSource
  manualFields: StationField[]
  evidence: { code: string; field: string | null; from: string | null; to: string | null; source: string | null; at: string | null }[]
  withdrawnAt: string | null
  _links: Links
}

export interface AdministeredStationCountedPage { items: AdministeredStation[]; totals: Totals | null; _links: Links }

export interface Location { lat: number; lon: number }

export interface StationDetailsAddress { street?: string | null; postcode?: string | null; city?: string | null; inseeCode?: string | null }

export interface TermsDetailsHours { text: string }

export interface TermsDetailsPayment { perUse?: boolean | null; card?: boolean | null; other?: boolean | null; free?: boolean | null }

export interface CreateStation {
  name: string
  location: Location
  irveId?: string | null
  brand?: string | null
  operator?: string | null
  owner?: string | null
  contact?: string | null
  phone?: string | null
  placement?: StationPlacement | null
  address?: StationDetailsAddress | null
  timeZone?: string | null
  maxHeightM?: number | null
  notes?: string | null
  gridConnection?: StationGridConnection | null
  access?: TermsAccess | null
  hours?: TermsDetailsHours | null
  twoWheelersOnly?: boolean | null
  payment?: TermsDetailsPayment | null
  tariff?: string | null
}

export type StationAction = 'withdraw' | 'restore'

export interface ChangeStation {
  name?: string | null
  location?: Location | null
  release?: StationField[] | null
  withdrawn?: boolean | null
  brand?: string | null
  operator?: string | null
  owner?: string | null
  contact?: string | null
  phone?: string | null
  placement?: StationPlacement | null
  address?: StationDetailsAddress | null
  timeZone?: string | null
  maxHeightM?: number | null
  notes?: string | null
  gridConnection?: StationGridConnection | null
  access?: TermsAccess | null
  hours?: TermsDetailsHours | null
  twoWheelersOnly?: boolean | null
  payment?: TermsDetailsPayment | null
  tariff?: string | null
}

export interface AdministeredPointAt { id: string; name: string; city: string | null }

export type PointField = 'localId' | 'powerKw' | 'sockets' | 'cableAttached' | 'declaredReservable' | 'accessibility' | 'openedOn' | 'access' | 'hours' | 'twoWheelersOnly' | 'perUse' | 'card' | 'other' | 'free' | 'tariff' | 'outOfService' | 'withdrawn'

export interface AdministeredPoint {
  id: string
  irveId: string
  localId: string | null
  station: AdministeredPointAt
  powerKw: number | null
  sockets: SocketName[]
  cableAttached: boolean | null
  declaredReservable: boolean | null
  accessibility: ChargePointAccessibility
  location: AdministeredStationLocation | null
  access: TermsAccess
  hours: AdministeredHours
  twoWheelersOnly: boolean
  payment: AdministeredPayment
  tariff: string | null
  openedOn: string | null
  updatedOn: string | null
  outOfService: boolean
  source: StationSource
  manualFields: PointField[]
  evidence: { code: string; field: string | null; from: string | null; to: string | null; source: string | null; at: string | null }[]
  withdrawnAt: string | null
  _links: Links
}

export interface AdministeredPointCountedPage { items: AdministeredPoint[]; totals: Totals | null; _links: Links }

export interface CreatePoint {
  stationId: string
  irveId?: string | null
  localId?: string | null
  powerKw?: number | null
  sockets?: SocketName[] | null
  cableAttached?: boolean | null
  declaredReservable?: boolean | null
  accessibility?: ChargePointAccessibility | null
  openedOn?: string | null
  outOfService?: boolean | null
  access?: TermsAccess | null
  hours?: TermsDetailsHours | null
  twoWheelersOnly?: boolean | null
  payment?: TermsDetailsPayment | null
  tariff?: string | null
}

export type PointAction = 'withdraw' | 'restore' | 'takeOut' | 'putBack'

export interface ChangePoint {
  release?: PointField[] | null
  withdrawn?: boolean | null
  localId?: string | null
  powerKw?: number | null
  sockets?: SocketName[] | null
  cableAttached?: boolean | null
  declaredReservable?: boolean | null
  accessibility?: ChargePointAccessibility | null
  openedOn?: string | null
  outOfService?: boolean | null
  access?: TermsAccess | null
  hours?: TermsDetailsHours | null
  twoWheelersOnly?: boolean | null
  payment?: TermsDetailsPayment | null
  tariff?: string | null
}

export type FindPlacesAddresses = 'no' | 'wait'

export type FoundPlaceKind = 'town' | 'arrondissement' | 'departement' | 'postcode' | 'brand' | 'address'

export interface FoundPlaceDepartment { code: string; name: string }

export interface FoundPlaceLocation { lat: number; lon: number }

export type FoundPlaceFilterName = 'brand' | 'operator'

export interface FoundPlaceFilter { name: FoundPlaceFilterName; value: string }

export interface FoundPlace {
  id: string
  kind: FoundPlaceKind
  name: string
  inseeCode: string | null
  city: string | null
  department: FoundPlaceDepartment | null
  postcodes: string[]
  population: number | null
  location: FoundPlaceLocation | null
  bbox: number[] | null
  stations: number | null
  filter: FoundPlaceFilter | null
  _links: Links
}

export interface PlaceList { items: FoundPlace[]; _links: Links }

export type GroundDescriptionKind = 'style' | 'archive' | 'communes'

export type ArchiveMetadataVocabulary = 'protomaps' | 'openmaptiles'

export interface GroundDescription {
  kind: GroundDescriptionKind
  styleUrl: string | null
  tiles: string[]
  minzoom: number
  maxzoom: number
  bounds: number[] | null
  attribution: string
  schema: ArchiveMetadataVocabulary | null
}

export interface TileJSONVectorLayer { id: string; description: string; minzoom: number; maxzoom: number; fields: Record<string, string> }

export interface TileJSON {
  tilejson: string
  name: string
  tiles: string[]
  scheme: string
  minzoom: number
  maxzoom: number
  attribution: string
  vector_layers: TileJSONVectorLayer[]
}

export type PointsNewsKind = 'status' | 'reload'

export interface PointsNewsPoint { id: string; stationId: string; status: PointStatus; statusAt: string | null }

export interface PointsNews { type: PointsNewsKind; seq: number; points: PointsNewsPoint[] }

export type ViewNewsKind = 'view'

export interface ViewNews { type: ViewNewsKind; bbox: string; since?: number | null }

export type ReservationWarning = 'hoursUnknown' | 'outOfService'

export type SlotState = 'free' | 'taken' | 'mine' | 'past' | 'closed'

export interface SlotMark { band: string; rank: number; of: number; gramsPerKwh: number }

export interface Slot { startsAt: string; endsAt: string; state: SlotState; grid: SlotMark | null }

export interface SlotList { pointId: string; timeZone: string; warnings: ReservationWarning[]; items: Slot[]; gridIsDemonstration: boolean; _links: Links }

export interface Reserve { pointId: string; startsAt: string; vehicleId?: string | null }

export type ReservationState = 'reserved' | 'charging' | 'finished' | 'cancelled' | 'expired'

export interface ReservationLocation { lat: number; lon: number }

export interface ReservationPointLabel { number: number | null; irveId: string; powerKw: number | null; sockets: SocketName[]; location: ReservationLocation }

export interface ReservationAddress { street: string | null; postcode: string | null; city: string | null }

export interface ReservationStationLabel { id: string; name: string; city: string | null; address: ReservationAddress; demonstration: boolean }

export interface Reservation {
  id: string
  state: ReservationState
  startsAt: string
  endsAt: string
  pointId: string
  point: ReservationPointLabel
  station: ReservationStationLabel
  timeZone: string
  vehicleId: string | null
  chargeId: string | null
  extendsId: string | null
  createdAt: string
  warnings: ReservationWarning[]
  gridGrams: number | null
  _links: Links
}

export interface BookingRefusalHalfHour { startsAt: string; endsAt: string }

export interface BookingRefusalNearbyStation { id: string; name: string }

export interface BookingRefusalPoint { pointId: string; station: BookingRefusalNearbyStation; powerKw: number | null; distanceM: number; startsAt: string }

export interface BookingRefusalAlternatives { slots: BookingRefusalHalfHour[]; points: BookingRefusalPoint[] }

export interface BookingRefusal { alternatives?: BookingRefusalAlternatives | null; reservationId?: string | null }

export type ListReservationsWhen = 'upcoming' | 'past'

export interface MonthTotal { month: string; reservations: number; charges: number; energyKwh: number; minutes: number }

export interface ReservationList { items: Reservation[]; months: MonthTotal[] | null; _links: Links }

export type NoticeKind = 'reminder' | 'expired' | 'finished' | 'withdrawn' | 'alarm' | 'alarmOver'

export interface Notice {
  id: string
  kind: NoticeKind
  reservationId: string | null
  station: ReservationStationLabel | null
  startsAt: string | null
  subscriptionId: string | null
  deviceId: string | null
  key: string | null
  value: number | null
  unit: string | null
  at: string | null
  text: string
  createdAt: string
  readAt: string | null
  _links: Links
}

export interface NoticePage { items: Notice[]; _links: Links }

export interface CalendarAddress { url: string | null; createdAt: string | null; _links: Links }

export interface StartCharge { soc: number; targetSoc?: number | null }

export type ChargeState = 'charging' | 'finished'

export type ChargeCourseEndReason = 'target' | 'full' | 'stopped' | 'slotEnd'

export interface ChargeSample { at: string; powerKw: number; soc: number; energyKwh: number }

export type ReceiptPriceKind = 'free' | 'perKwh' | 'unknown'

export interface Receipt {
  energyKwh: number
  minutes: number
  socGained: number
  averageKw: number
  priceKind: ReceiptPriceKind
  price: number | null
  tariff: string | null
  gridGrams: number | null
}

export interface Charge {
  id: string
  reservationIds: string[]
  point: ReservationPointLabel
  station: ReservationStationLabel
  vehicleName: string | null
  timeZone: string
  state: ChargeState
  startedAt: string
  endsAt: string
  bookedUntil: string
  elapsedSeconds: number
  remainingSeconds: number
  soc: number
  startSoc: number
  targetSoc: number
  powerKw: number
  energyKwh: number
  endReason: ChargeCourseEndReason | null
  curve: ChargeSample[]
  gridGrams: number | null
  receipt: Receipt | null
  _links: Links
}

export type ChargeNewsKind = 'charge'

export interface ChargeNews { type: ChargeNewsKind; charge: Charge }

export interface Forecast {
  startsAt: string
  endsAt: string
  socStart: number
  socEnd: number
  energyKwh: number
  averageKw: number
  minutesTo80: number | null
  enough: boolean
  fits: boolean
  _links: Links
}

export type Resolution = 'PT15M' | 'PT30M' | 'PT1H' | 'P1D' | 'P7D' | 'P1M'

export type Perimeter = 'france' | 'auvergne-rhone-alpes' | 'bourgogne-franche-comte' | 'bretagne' | 'centre-val-de-loire' | 'grand-est' | 'hauts-de-france' | 'ile-de-france' | 'normandie' | 'nouvelle-aquitaine' | 'occitanie' | 'paca' | 'pays-de-la-loire'

export type NatureWord = 'definitive' | 'consolidated' | 'realTime' | 'demonstration'

export type FlagWord = 'doubtful' | 'clock-change'

export interface ConsumptionItem { at: string; watts: number; nature: NatureWord; flags: FlagWord[] | null }

export type GapReason = 'not-available' | 'missing' | 'clock-change'

export interface Gap { from: string; to: string; reason: GapReason }

export interface ConsumptionItemSeriesShape {
  from: string
  to: string
  unit: string
  resolution: Resolution
  perimeter: Perimeter
  items: ConsumptionItem[]
  gaps: Gap[]
  coverage: number
  updatedAt: string | null
  source: string
}

export interface ConsumptionAverage { watts: number | null; readings: number; expected: number; from: string; to: string }

export interface GridMixWatts {
  oil: number | null
  coal: number | null
  gas: number | null
  nuclear: number | null
  wind: number | null
  solar: number | null
  hydro: number | null
  pumping: number | null
  bioenergy: number | null
  thermal: number | null
  exchange: number | null
  exchangeEngland: number | null
  exchangeSpain: number | null
  exchangeItaly: number | null
  exchangeSwitzerland: number | null
  exchangeGermanyBelgium: number | null
  oilTurbine: number | null
  oilCogeneration: number | null
  oilOther: number | null
  gasTurbine: number | null
  gasCogeneration: number | null
  gasCombinedCycle: number | null
  gasOther: number | null
  hydroRunOfRiver: number | null
  hydroLakes: number | null
  hydroPumpedStorage: number | null
  bioWaste: number | null
  bioBiomass: number | null
  bioBiogas: number | null
  batteryCharging: number | null
  batteryDischarging: number | null
  windOnshore: number | null
  windOffshore: number | null
}

export interface MixTerm { source: string; watts: number; factor: number }

export interface MixItem { at: string; nature: NatureWord; watts: GridMixWatts; gramsPerKwh: number | null; terms: MixTerm[] }

export interface MixItemSeriesShape {
  from: string
  to: string
  unit: string
  resolution: Resolution
  perimeter: Perimeter
  items: MixItem[]
  gaps: Gap[]
  coverage: number
  updatedAt: string | null
  source: string
}

export interface GridNowConsumption { at: string; watts: number; nature: NatureWord }

export type TempoColour = 'blue' | 'white' | 'red'

export interface GridNow {
  consumption: GridNowConsumption | null
  mix: MixItem | null
  gramsPerKwh: number | null
  tempo: TempoColour | null
  ageSeconds: number | null
  isStale: boolean
}

export interface TempoDay { date: string; colour: TempoColour }

export interface TempoList { from: string; to: string; items: TempoDay[]; updatedAt: string | null; source: string }

export type Band = 'veryLow' | 'low' | 'moderate' | 'high' | 'veryHigh'

export type OutlookBasis = 'rte' | 'blend' | 'week'

export interface OutlookItem {
  startsAt: string
  endsAt: string
  gramsPerKwh: number | null
  spread: number
  loadWatts: number | null
  ourLoadWatts: number | null
  rteLoadWatts: number | null
  rank: number | null
  of: number
  band: Band | null
  stress: number
  basis: OutlookBasis
  tempo: TempoColour | null
}

export interface OutlookDay { date: string; hasPreference: boolean; best: number; mean: number }

export interface OutlookLimits { gramsPerKwh: number[]; loadWatts: number[] }

export interface Outlook { items: OutlookItem[]; days: OutlookDay[]; limits: OutlookLimits; updatedAt: string | null; nature: NatureWord }

export type ForecastSource = 'ours' | 'rte' | 'yesterday'

export type ForecastKind = 'load' | 'carbon'

export interface IssuedForecast { source: ForecastSource; kind: ForecastKind; issuedAt: string; watts: number | null; gramsPerKwh: number | null; horizon: string | null }

export interface ForecastList { at: string; items: IssuedForecast[] }

export interface SaidItem { at: string; issuedAt: string | null; ourWatts: number | null; rteWatts: number | null; ourGramsPerKwh: number | null }

export interface SaidItemSeriesShape {
  from: string
  to: string
  unit: string
  resolution: Resolution
  perimeter: Perimeter
  items: SaidItem[]
  gaps: Gap[]
  coverage: number
  updatedAt: string | null
  source: string
}

export interface ForecastScore { source: ForecastSource; kind: ForecastKind; horizon: string; mae: number; mape: number | null; pairs: number }

export interface ForecastScores { days: number; items: ForecastScore[] }

export type ConsumptionChartKind = 'steps' | 'heat'

export type Theme = 'light' | 'dark'

export type PointState = 'reserved' | 'owned' | 'lost'

export interface HomePeople { adults: number; teens: number; children: number }

export type Heating = 'electric' | 'heatPump' | 'gas' | 'oil' | 'wood' | 'district' | 'other'

export interface HomeBox { id: string; name: string; pairedAt: string | null }

export type ConsentPurpose = 'game' | 'advice' | 'comparison'

export type ConsentScope = 'daily' | 'curve' | 'injection' | 'contract'

export type ConsentState = 'pending' | 'active' | 'refused' | 'failed' | 'withdrawn' | 'expired' | 'lost'

export interface Consent {
  id: string
  purposes: ConsentPurpose[]
  scope: ConsentScope[]
  state: ConsentState
  reason: string | null
  explanation: string
  textVersion: string
  language: Language
  givenAt: string
  endsAt: string
  withdrawnAt: string | null
}

export type Direction = 'drawn' | 'injected'

export interface Contract { directions: Direction[]; subscribedVa: number | null; tariff: string | null; readAt: string }

export interface Home {
  id: string
  name: string
  usagePointId: string | null
  pointState: PointState | null
  people: HomePeople
  heating: Heating
  hasSolar: boolean
  subscribedVa: number | null
  boxes: HomeBox[]
  consents: Consent[]
  contract: Contract | null
  teamId: string | null
  createdAt: string
  _links: Links
}

export interface HomePage { items: Home[]; _links: Links }

export interface GivenPeople { adults: number; teens?: number | null; children?: number | null }

export interface AddHome { name: string; usagePointId?: string | null; people: GivenPeople; heating: Heating; hasSolar: boolean; subscribedVa?: number | null }

export interface ChangeHome {
  name?: string | null
  usagePointId?: string | null
  people?: GivenPeople | null
  heating?: Heating | null
  hasSolar?: boolean | null
  subscribedVa?: number | null
}

export interface ConsentStatus { state: ConsentState; reason: string | null }

export type ReadingKind = 'curve' | 'daily' | 'maxPower'

export interface SeriesStatus {
  kind: ReadingKind
  direction: Direction
  askedFrom: string
  askedTo: string
  nextTryAt: string | null
  gaps: number
  reason: string | null
}

export interface HomeStatus {
  id: string
  usagePointId: string | null
  pointState: PointState | null
  consents: ConsentStatus[]
  series: SeriesStatus[]
  createdAt: string
}

export interface HomeStatusPage { items: HomeStatus[]; _links: Links }

export interface ConsentPage { items: Consent[]; _links: Links }

export interface GiveConsent { purposes: ConsentPurpose[]; scope: ConsentScope[] }

export interface GivenConsent {
  id: string
  purposes: ConsentPurpose[]
  scope: ConsentScope[]
  state: ConsentState
  reason: string | null
  explanation: string
  textVersion: string
  language: Language
  givenAt: string
  endsAt: string
  withdrawnAt: string | null
  authorizeUrl: string
}

export type ReadingResolution = 'auto' | 'raw' | 'PT1H' | 'P1D' | 'P1M'

export type Quality = 'provisional' | 'local' | 'certified'

export interface CurveItem { startsAt: string; endsAt: string; watts: number; quality: Quality }

export interface ReadingGap { from: string; to: string }

export interface CurveItemReadingSeries {
  kind: ReadingKind
  direction: Direction
  unit: string
  resolution: string
  from: string
  to: string
  items: CurveItem[]
  gaps: ReadingGap[]
  coverage: number
}

export interface DailyItem { startsAt: string; endsAt: string; wh: number; quality: Quality }

export interface DailyItemReadingSeries {
  kind: ReadingKind
  direction: Direction
  unit: string
  resolution: string
  from: string
  to: string
  items: DailyItem[]
  gaps: ReadingGap[]
  coverage: number
}

export interface MaxPowerItem { at: string; va: number; quality: Quality }

export interface MaxPowerItemReadingSeries {
  kind: ReadingKind
  direction: Direction
  unit: string
  resolution: string
  from: string
  to: string
  items: MaxPowerItem[]
  gaps: ReadingGap[]
  coverage: number
}

export interface TakenFile { kind: ReadingKind; direction: Direction; quality: Quality; from: string; to: string; readings: number; days: number }

export type GapEntryState = 'absent' | 'partial' | 'never'

export interface GapList {
  items: {
    day: string
    kind: ReadingKind
    direction: Direction
    state: GapEntryState
    readings: number
    expected: number
    nextTryAt: string | null
    reason: string | null
    explanation: string | null
  }[]
  _links: Links
}

export type BoxState = 'waiting' | 'paired'

export type MeterMode = 'historique' | 'standard' | 'pulses'

export interface BoxMeter { serial: string | null; mode: MeterMode | null }

export type RelayState = 'supplied' | 'shed'

export interface BoxRelay { declaredWatts: number | null; armed: boolean; state: RelayState | null }

export interface BoxAlarm { cause: string; since: string }

export interface Box {
  id: string
  homeId: string
  name: string
  state: BoxState
  codeExpiresAt: string | null
  pairedAt: string | null
  pin: string | null
  lastSeenAt: string | null
  sequence: number
  meter: BoxMeter
  relay: BoxRelay
  alarms: BoxAlarm[]
  divergingDays: number
  isFlagged: boolean
  createdAt: string
  _links: Links
}

export interface BoxPage { items: Box[]; _links: Links }

export interface AddBox { name?: string | null }

export interface AddedBox { id: string; code: string | null; expiresAt: string }

export interface ChangeRelay { declaredWatts?: number | null; armed?: boolean | null; understood?: boolean | null }

export interface ChangeBox { name?: string | null; relay?: ChangeRelay | null }

export type OrderedRelay = 'shed' | 'supply'

export type ListedOrderState = 'waiting' | 'running' | 'over' | 'expired' | 'refused'

export interface ListedOrder {
  id: string
  relay: OrderedRelay
  until: string
  expiresAt: string
  madeAt: string
  fetchedAt: string | null
  answeredAt: string | null
  state: ListedOrderState
  reason: string | null
}

export interface ListedOrderPage { items: ListedOrder[]; _links: Links }

export interface GiveOrder { relay: OrderedRelay; until: string }

export interface Order { id: string; relay: OrderedRelay; until: string; expiresAt: string; signature: string }

export interface PairBox { code: string }

export interface PairedBox { boxId: string; homeId: string; key: string; serverKey: string; serverTime: string }

export interface BoxRow {
  sequence: number
  boot?: string
  monotonicMs: number
  at: string | null
  clock: 'rtc' | 'ntp' | 'tic' | 'none'
  kind: 'drawn' | 'injected' | 'produced' | 'apparent' | 'curveDrawn' | 'curveInjected' | 'pulse' | 'alarm' | 'relay'
  value: number
  cause?: string | null
}

export interface GoneRows { first: number; last: number }

export interface GivenMeter { serial?: string | null; mode?: MeterMode | null; usagePointId?: string | null }

export interface Batch { boot: string; first: number; last: number; rows: BoxRow[]; gone?: GoneRows[] | null; meter?: GivenMeter | null; sentAt?: string | null }

export interface RefusedRow { sequence: number; code: string }

export interface TakenBatch { sequence: number; serverTime: string; refused: RefusedRow[] }

export interface SetRelay { declaredWatts: number; armed: boolean }

export interface FetchedOrders { items: Order[]; relay: SetRelay | null; divergingDay: string | null }

export type OrderAnswer = 'taken' | 'refused'

export interface GivenAnswer { id: string; answer: OrderAnswer; reason?: string | null }

export interface AnswerOrders { answers: GivenAnswer[] }

export type Verdict = 'pending' | 'agreed' | 'diverging' | 'uncertified' | 'no-local'

export type LocalSource = 'tic' | 'pulse'

export interface ApartHalfHour { startsAt: string; localWh: number; certifiedWh: number; thresholdWh: number }

export interface MeterCurve { compared: number; differing: number }

export interface AgreementDay {
  day: string
  direction: Direction
  verdict: Verdict
  source: LocalSource
  localWh: number | null
  certifiedWh: number | null
  thresholdWh: number | null
  comparedWh: number | null
  coverage: number
  halfHours: ApartHalfHour[]
  meterCurve: MeterCurve | null
}

export interface Agreement { unit: string; resolution: string; from: string; to: string; coverage: number; items: AgreementDay[] }

export type PiggyPeriod = 'day' | 'month' | 'year'

export interface PiggyItem { day: string | null; month: string | null; year: string | null; injectedWh: number; drawnWh: number; wh: number; closed: boolean }

export interface PiggyBank { period: PiggyPeriod; unit: string; resolution: string; from: string; to: string; coverage: number; items: PiggyItem[] }

export interface IdeaSource { name: string; url: string }

export type ActionID = 'nineteen-degrees' | 'shutters' | 'aerators' | 'thermostat' | 'freezer-defrosted' | 'switched-strips' | 'no-air-conditioning' | 'halogens-out' | 'central-hot-water' | 'big-appliance-removed' | 'water-heater' | 'wood-stove' | 'attic-insulated' | 'walls-insulated' | 'windows-without-walls' | 'heated-pool'

export interface Idea { id: string; title: string; text: string; source: IdeaSource; action: ActionID | null }

export interface IdeaList { items: Idea[]; _links: Links }

export type Domain = 'heating' | 'hotWater' | 'appliances' | 'lighting' | 'building' | 'leisure'

export type YearPart = 'summer' | 'winter'

export interface CatalogueItem { id: ActionID; domain: Domain; level: number; points: number; label: string; season: YearPart | null; validDays: number | null }

export interface CatalogueList { items: CatalogueItem[]; _links: Links }

export interface PeakHours { from: string; to: string }

export type RuleName = 'piggy-bank' | 'self-consumption' | 'levels' | 'shedding' | 'savings' | 'booking'

export interface SeasonRulesMaximum { rule: RuleName; points: number }

export interface SeasonRules { peaks: PeakHours[]; maxima: SeasonRulesMaximum[]; version: number }

export type SeasonState = 'open' | 'closed'

export interface Season {
  id: string
  name: string
  from: string
  to: string
  rules: SeasonRules
  state: SeasonState
  createdAt: string
  closedAt: string | null
  reckonedAt: string | null
  demonstration: boolean
  _links: Links
}

export interface SeasonPage { items: Season[]; _links: Links }

export interface EnergyPeriod { drawnWh: number; producedWh?: number | null; injectedWh?: number | null; middayWh?: number | null; days?: number | null }

export interface HouseholdUse { wh: number; days: number; tenths: number; limitWh: number }

export type Evidence = 'declared' | 'photo' | 'metered' | 'confirmed'

export interface DoneAction { action: ActionID; evidence?: Evidence | null }

export type Mode = 'full' | 'simple'

export interface ShedHalfHour { at: string; baselineWatts?: number | null; watts?: number | null }

export interface SavingsPeriod { wh: number; days: number; degreeDays?: number | null; weekendWh?: number | null; weekendDays?: number | null }

export interface WeatherFit { dailyWh: number; degreeDayWh: number; r2: number; days: number; errorWh: number }

export interface Preview {
  inputs: { injectedWh: number; drawnWh: number; days?: number | null } | { reference: EnergyPeriod; game: EnergyPeriod; expectedPpm?: number | null; household?: HouseholdUse | null } | { actions: DoneAction[]; counted?: ActionID | null } | {
    from: string
    to: string
    watts: number
    mode?: Mode | null
    peaks?: PeakHours[] | null
    continuousSeconds?: number | null
    earlierSeconds?: number | null
    halfHours?: ShedHalfHour[] | null
    baselineCoverage?: number | null
    uncertified?: boolean | null
  } | { reference: SavingsPeriod; game: SavingsPeriod; fit?: WeatherFit | null } | { wh: number; sunWh: number; peakWh: number }
}

export interface Figure { name: string; value: number; unit: string }

export interface PreviewedPoints { rule: RuleName; version: number; points: number; explanation: string; figures: Figure[] }

export interface PodiumPlace { rank: number | null; teamId: string; name: string; score: number | null; members: number; counted: number; demonstration: boolean }

export interface Podium { items: PodiumPlace[]; mine: PodiumPlace | null; teams: number; seasonId: string | null; _links: Links }

export interface Player { id: string; homeId: string; mode: Mode; pseudonym: string; showName: boolean; joinedAt: string; teamId: string | null; _links: Links }

export interface MyGamePoints { provisional: number; final: number; total: number }

export interface MyGameChallenge { rule: RuleName; points: number; most: number }

export interface MyGameWeek { monday: string; points: number }

export interface MyGameProgress { days: number; passed: number; coverage: number; counted: boolean; consent: boolean }

export type NextStepKind = 'consent' | 'team' | 'action' | 'shedding'

export interface NextStep { kind: NextStepKind; action: ActionID | null; points: number | null; text: string }

export interface MyGame {
  player: Player | null
  season: Season | null
  points: MyGamePoints
  score: number | null
  level: number
  challenges: MyGameChallenge[]
  weeks: MyGameWeek[]
  progress: MyGameProgress | null
  team: PodiumPlace | null
  next: NextStep | null
  _links: Links
}

export interface JoinGame { homeId: string; mode?: Mode | null; pseudonym?: string | null; showName?: boolean | null }

export interface ChangePlayer { mode?: Mode | null; pseudonym?: string | null; showName?: boolean | null }

export interface PointRow {
  id: string
  at: string
  earnedAt: string
  rule: RuleName
  version: number
  points: number
  state: 'provisional' | 'final' | 'superseded' | 'revoked'
  inputs: Record<string, unknown> | null
  explanation: string
  figures: Figure[]
  supersededBy: string | null
  teamId: string | null
  reason: string | null
  _links: Links
}

export interface PointRowPage { items: PointRow[]; _links: Links }

export type OfferedEvidence = 'declared' | 'photo' | 'metered'

export interface Shown { counted: Evidence; settled: boolean; hasPhoto: boolean; confirmations: number; needed: number; doubted: boolean }

export interface DeclaredAction {
  id: string
  action: ActionID
  evidence: OfferedEvidence
  declaredAt: string
  validUntil: string
  points: number
  shown: Shown
  _links: Links
}

export interface DeclaredActionPage { items: DeclaredAction[]; _links: Links }

export interface DeclareAction { action: ActionID; evidence: OfferedEvidence }

export interface AnnouncedShedding {
  id: string
  from: string
  to: string
  watts: number
  createdAt: string
  points: number | null
  state: 'provisional' | 'final' | 'superseded' | 'revoked' | null
  _links: Links
}

export interface AnnouncedSheddingPage { items: AnnouncedShedding[]; _links: Links }

export interface AnnounceShedding { from: string; to: string; watts: number }

export interface TeamAction {
  id: string
  action: ActionID
  label: string
  level: number
  pseudonym: string
  isMine: boolean
  declaredAt: string
  evidence: OfferedEvidence
  shown: Shown
  answer: boolean | null
  mayConfirm: boolean
  whyNot: string | null
  _links: Links
}

export interface TeamActionPage { items: TeamAction[]; _links: Links }

export interface AnswerAction { confirms: boolean }

export interface FoundTeam { name: string }

export interface TeamMember { pseudonym: string; name: string | null; counted: boolean; isMe: boolean }

export interface Team {
  id: string
  name: string
  members: TeamMember[]
  rank: number | null
  score: number | null
  points: number
  wh: number | null
  code: string | null
  createdAt: string
  demonstration: boolean
  _links: Links
}

export interface JoinTeam { code: string }

export interface WantedRules { peaks?: PeakHours[] | null; maxima?: SeasonRulesMaximum[] | null }

export interface OpenSeason { name: string; from: string; to: string; rules?: WantedRules | null }

export interface ChangeSeason { name?: string | null; state?: SeasonState | null }

export interface GameOverviewSaved { wh: number | null; low: number | null; high: number | null; homes: number }

export interface GameOverviewAgreement { agreed: number; diverging: number; pending: number; uncertified: number }

export interface GameOverview {
  season: Season | null
  players: number
  madeUpPlayers: number
  teams: number
  coverage: number
  saved: GameOverviewSaved
  shedAtPeakWh: number | null
  agreement: GameOverviewAgreement
  flaggedBoxes: number
  _links: Links
}

export interface ListedPlayer {
  id: string
  accountId: string
  pseudonym: string
  name: string
  email: string
  mode: Mode
  teamId: string | null
  team: string | null
  points: number
  days: number
  coverage: number
  consent: boolean
  joinedAt: string
  demonstration: boolean
  _links: Links
}

export interface ListedPlayerCountedPage { items: ListedPlayer[]; totals: Totals | null; _links: Links }

export interface ListedTeam {
  id: string
  name: string
  members: number
  counted: number
  rank: number | null
  score: number | null
  points: number
  createdAt: string
  demonstration: boolean
  _links: Links
}

export interface ListedTeamCountedPage { items: ListedTeam[]; totals: Totals | null; _links: Links }

export interface AdministeredPoints {
  id: string
  at: string
  earnedAt: string
  playerId: string
  pseudonym: string
  rule: RuleName
  action: string | null
  evidence: OfferedEvidence | null
  points: number
  state: 'provisional' | 'final' | 'superseded' | 'revoked'
  reason: string | null
  _links: Links
}

export interface AdministeredPointsCountedPage { items: AdministeredPoints[]; totals: Totals | null; _links: Links }

export interface AdministeredAction {
  id: string
  playerId: string
  pseudonym: string
  action: ActionID
  label: string
  evidence: OfferedEvidence
  declaredAt: string
  shown: Shown
  doubts: number
  stands: boolean | null
  _links: Links
}

export interface AdministeredActionPage { items: AdministeredAction[]; _links: Links }

export interface DecideAction { stands: boolean; reason: string }

export interface RevokePoints { reason: string }

export interface Thresholds {
  id: number
  at: string
  setBy: string | null
  memberCoverage: number
  memberDays: number
  leastHomes: number
  electricWh: number
  otherWh: number
}

export interface AgreementSettings {
  id: number
  since: string
  setBy: string | null
  ticPermille: number
  ticWh: number
  pulsePermille: number
  pulseWh: number
  halfHourPermille: number
  halfHourWh: number
  coveragePermille: number
}

export interface ThresholdHistory { current: Thresholds; items: Thresholds[]; agreement: AgreementSettings; agreementItems: AgreementSettings[]; _links: Links }

export interface WantedAgreement {
  ticPermille?: number | null
  ticWh?: number | null
  pulsePermille?: number | null
  pulseWh?: number | null
  halfHourPermille?: number | null
  halfHourWh?: number | null
  coveragePermille?: number | null
}

export interface SetThresholds {
  memberCoverage?: number | null
  memberDays?: number | null
  leastHomes?: number | null
  electricWh?: number | null
  otherWh?: number | null
  agreement?: WantedAgreement | null
}

export type ImportSource = 'irve' | 'irve-dynamic' | 'eco2mix' | 'tempo'

export type ImportState = 'waiting' | 'receiving' | 'preview' | 'merging' | 'done' | 'failed' | 'cancelled' | 'undone'

export type ImportMode = 'full' | 'partial'

export interface ImportByteCount { received: number; total: number | null }

export interface ImportRowCount { read: number; accepted: number; rejected: number; duplicates: number; corrected: number; older: number }

export interface ImportCorrection { code: string; sentence: string; rows: number }

export interface Changes { added: number; changed: number; moved: number; withdrawn: number; unchanged: number }

export interface ImportReason { code: string; detail: string | null; message: string }

export interface Import {
  id: string
  source: ImportSource
  mode: ImportMode
  state: ImportState
  confirm: boolean
  fileName: string | null
  url: string | null
  bytes: ImportByteCount
  rows: ImportRowCount
  corrections: ImportCorrection[]
  changes: Changes | null
  phase: string | null
  rowsPerSecond: number | null
  secondsLeft: number | null
  guard: ImportReason | null
  error: ImportReason | null
  notModified: boolean
  createdBy: string | null
  createdAt: string
  startedAt: string | null
  readAt: string | null
  appliedAt: string | null
  finishedAt: string | null
  _links: Links
}

export interface ImportCountedPage { items: Import[]; totals: Totals | null; _links: Links }

export interface CreateImport {
  source: ImportSource
  mode?: ImportMode | null
  fileName?: string | null
  sizeBytes?: number | null
  url?: string | null
  confirm?: boolean | null
}

export interface ApplyImport { older?: boolean | null; confirmWithdrawals?: number | null }

export interface WithdrawalRefusal { withdrawals: number }

export type ImportChangeKind = 'added' | 'changed' | 'moved' | 'withdrawn' | 'older' | 'quarantined'

export interface ListedChangesFactsLocation { lat: number; lon: number }

export interface ListedChangesFacts {
  powerKw: number | null
  sockets: SocketName[]
  updatedOn: string | null
  station: string | null
  city: string | null
  location: ListedChangesFactsLocation
}

export type GridValues = Record<string, number | string>

export interface ListedChangesItem {
  irveId: string | null
  line: number | null
  before: ListedChangesFacts | null
  after: ListedChangesFacts | null
  code: string | null
  field: string | null
  value: string | null
  message: string | null
  perimeter: string | null
  at: string | null
  from: GridValues | null
  to: GridValues | null
}

export interface ListedChanges { items: ListedChangesItem[]; _links: Links }

export interface CorrectionList { items: ImportCorrection[]; _links: Links }

export type ImportNewsKind = 'import'

export interface ImportNews { type: ImportNewsKind; import: Import }

export interface EnergySiteLocation { lat: number; lon: number }

export type PersonRole = 'reader' | 'technician' | 'owner'

export interface EnergySiteDeviceTotals { total: number; stale: number; alarm: number }

export interface EnergySite {
  id: string
  name: string
  location: EnergySiteLocation | null
  timeZone: string
  role: PersonRole | null
  devices: EnergySiteDeviceTotals
  demonstration: boolean
  createdAt: string
  _links: Links
}

export interface EnergySitePage { items: EnergySite[]; _links: Links }

export interface WantedLocation { lat: number; lon: number }

export interface CreateSite { name: string; location?: WantedLocation | null; timeZone?: string | null }

export interface ChangeSite { name?: string | null; location?: WantedLocation | null; timeZone?: string | null }

export interface SitePerson { accountId: string; displayName: string; email: string | null; role: PersonRole; since: string; _links: Links }

export interface SitePersonPage { items: SitePerson[]; _links: Links }

export interface ChangePerson { role: PersonRole }

export interface Invitation { id: string; email: string; role: PersonRole; createdAt: string; expiresAt: string; _links: Links }

export interface InvitationPage { items: Invitation[]; _links: Links }

export interface Invite { email: string; role: PersonRole }

export type MetricKey = 'soc' | 'soh' | 'power' | 'reactivePower' | 'apparentPower' | 'powerFactor' | 'voltage' | 'current' | 'frequency' | 'energy' | 'energyDrawn' | 'energyInjected' | 'energyProduced' | 'energyCharged' | 'energyDischarged' | 'heatEnergy' | 'volume' | 'windSpeed' | 'windDirection' | 'irradiance' | 'temperature' | 'humidity' | 'pressure' | 'precipitation' | 'cloudCover' | 'waterFlow' | 'waterLevel' | 'flowTemperature' | 'returnTemperature' | 'heatPower' | 'fuelLevel' | 'rotorSpeed' | 'co2'

export interface DeviceMetricRange { min: number; max: number }

export type MetricType = 'level' | 'counter'

export type DeviceKind = 'battery' | 'inverter' | 'solar' | 'wind' | 'hydro' | 'geothermal' | 'biomass' | 'meter' | 'heatPump' | 'chargePoint' | 'weather' | 'other'

export interface MetricListItem { key: MetricKey; unit: string; range: DeviceMetricRange; period: string; precision: number; type: MetricType; requiredBy: DeviceKind[] }

export interface MetricList { items: MetricListItem[]; _links: Links }

export interface LatestValue { value: number; at: string; receivedAt: string; isStale: boolean }

export interface DeviceMetric {
  key: MetricKey
  unit: string
  range: DeviceMetricRange
  period: string
  precision: number
  type: MetricType
  latest: LatestValue | null
}

export interface Device {
  id: string
  siteId: string
  kind: DeviceKind
  name: string
  serial: string | null
  metrics: DeviceMetric[]
  isStale: boolean
  _links: Links
}

export interface DevicePage { items: Device[]; _links: Links }

export interface WantedMetric { key: MetricKey; period?: string | null; precision?: number | null }

export interface AddDevice { kind: DeviceKind; name: string; serial?: string | null; metrics: WantedMetric[] }

export interface ChangeDevice { name?: string | null; serial?: string | null; metrics?: WantedMetric[] | null }

export interface DeviceKey { id: string; createdAt: string; _links: Links }

export interface DeviceKeyPage { items: DeviceKey[]; _links: Links }

export interface NewDeviceKey { id: string; key: string | null; createdAt: string; _links: Links }

export type PlantKind = 'solar' | 'wind' | 'hydro' | 'geothermal' | 'biomass' | 'battery' | 'other'

export interface PlantStorage { capacityWh: number; efficiencyIn: number; efficiencyOut: number; since: string | null }

export interface Plant {
  id: string
  siteId: string
  deviceId: string
  name: string
  kind: PlantKind
  peakWatts: number | null
  storage: PlantStorage | null
  levelWh: number | null
  role: PersonRole | null
  timeZone: string
  createdAt: string
  _links: Links
}

export interface PlantPage { items: Plant[]; _links: Links }

export interface WantedStorage { capacityWh: number; efficiencyIn?: number | null; efficiencyOut?: number | null }

export interface CreatePlant { name: string; kind: PlantKind; peakWatts?: number | null; storage?: WantedStorage | null; siteId?: string | null }

export interface ChangePlantStorage { capacityWh?: number | null; efficiencyIn?: number | null; efficiencyOut?: number | null; since?: string | null }

export interface ChangePlant { name?: string | null; peakWatts?: number | null; storage?: ChangePlantStorage | null }

export interface ReserveRefusal { largestWh?: number | null; leastWh?: number | null; blockedAt?: string | null }

export type MovementKind = 'charge' | 'consume' | 'count' | 'reversal'

export interface Movement {
  id: string
  plantId: string
  kind: MovementKind
  wh: number | null
  at: string | null
  from: string
  to: string
  efficiency: number
  storedWh: number
  levelWh: number | null
  correctionWh: number | null
  reverses: string | null
  reversedBy: string | null
  declaredBy: string | null
  createdAt: string
  _links: Links
}

export interface MovementPage { items: Movement[]; _links: Links }

export type DeclareMovementKind = 'charge' | 'consume'

export interface DeclareMovement { kind: DeclareMovementKind; wh: number; at?: string | null; from?: string | null; to?: string | null }

export interface CountLevel { levelWh: number; at?: string | null }

export type LevelsQueryResolution = 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D' | 'P7D' | 'P1M'

export type LevelResolution = 'raw' | 'PT5M' | 'PT1H' | 'P1D' | 'P7D' | 'P1M'

export type LevelItemNature = 'movement' | 'count' | 'capacity' | 'edge' | 'roll-up'

export interface LevelItem { at: string; wh: number; beforeWh: number | null; nature: LevelItemNature; min: number | null; max: number | null; last: number | null }

export interface CapacityStep { at: string; wh: number }

export interface LevelSeries { from: string; to: string; unit: string; resolution: LevelResolution; items: LevelItem[]; capacities: CapacityStep[]; coverage: number }

export interface Production { id: string; plantId: string; from: string; to: string; wh: number; declaredBy: string | null; createdAt: string; _links: Links }

export interface ProductionPage { items: Production[]; _links: Links }

export interface DeclareProduction { from: string; to: string; wh: number }

export interface ProductionRefusal { productionId?: string | null }

export type LinePrecision = 'ns' | 'us' | 'ms' | 's'

export interface TelemetryBodyItem { metric: string; at: string; value: number }

export interface TelemetryBody { samples: TelemetryBodyItem[] }

export type RefusalCode = 'malformed' | 'unknown-metric' | 'not-a-number' | 'bad-time' | 'out-of-range' | 'in-the-future' | 'too-old'

export interface Refused { index: number; code: RefusalCode }

export interface MetricLatest {
  deviceId: string
  key: MetricKey
  value: number | null
  unit: string
  at: string | null
  receivedAt: string | null
  isStale: boolean
  _links: Links
}

export type SeriesResolution = 'raw' | 'PT5M' | 'PT1H' | 'P1D'

export interface SamplePoint { at: string; value: number }

export interface BucketPoint { at: string; min: number; mean: number; max: number; last: number; count: number; delta: number | null; resets: number | null }

export interface SeriesShape {
  deviceId: string
  key: MetricKey
  unit: string
  type: MetricType
  resolution: SeriesResolution
  from: string
  to: string
  points: (SamplePoint | BucketPoint)[]
  coverage: number
}

export interface SubscriptionMetricName { deviceId: string; key: MetricKey }

export interface SubscriptionRule { siteIds: string[] | null; kinds: DeviceKind[] | null; keys: MetricKey[] }

export interface SubscriptionAlarm { above: number | null; below: number | null; forSeconds: number }

export type SubscriptionAlarmWord = 'ok' | 'alarm'

export interface SubscriptionRaised { deviceId: string; key: MetricKey; since: string }

export interface Subscription {
  id: string
  name: string
  metrics: SubscriptionMetricName[] | null
  rule: SubscriptionRule | null
  alarm: SubscriptionAlarm | null
  alarmState: SubscriptionAlarmWord | null
  alarms: SubscriptionRaised[]
  createdAt: string
  _links: Links
}

export interface SubscriptionPage { items: Subscription[]; _links: Links }

export interface WantedName { deviceId: string; key: MetricKey }

export interface WantedRule { siteIds?: string[] | null; kinds?: DeviceKind[] | null; keys: MetricKey[] }

export interface WantedAlarm { above?: number | null; below?: number | null; forSeconds: number }

export interface CreateSubscription { name: string; metrics?: WantedName[] | null; rule?: WantedRule | null; alarm?: WantedAlarm | null }

export interface ChangeSubscription { name?: string | null; metrics?: WantedName[] | null; rule?: WantedRule | null; alarm?: WantedAlarm | null }

export interface LatestList { items: MetricLatest[]; _links: Links }

export interface SubscriptionSeriesShapeItem { deviceId: string; key: MetricKey; unit: string; type: MetricType; points: (SamplePoint | BucketPoint)[]; coverage: number }

export interface SubscriptionSeriesShape { id: string; resolution: SeriesResolution; from: string; to: string; series: SubscriptionSeriesShapeItem[] }

export type AlarmNoticeState = 'raised' | 'over'

export interface AlarmNotice { id: string; deviceId: string; key: MetricKey; state: AlarmNoticeState; value: number; unit: string; at: string; createdAt: string }

export interface AlarmNoticePage { items: AlarmNotice[]; _links: Links }

export type SampleNewsKind = 'sample'

export interface SampleNews { type: SampleNewsKind; deviceId: string; key: MetricKey; value: number; unit: string; at: string }

/** What each address takes and answers. */
export interface Operations {
  'GET /api': { answer: OperationsFeatureEntryPoint }
  'GET /api/openapi.json': { answer: Record<string, unknown> }
  'GET /api/docs': {}
  'GET /api/legal': { answer: LegalNotice }
  'GET /health/live': { answer: OperationsFeatureHealth }
  'GET /health/ready': { answer: OperationsFeatureHealth }
  'GET /metrics': {}
  'GET /api/admin/overview': { answer: Overview }
  'POST /api/accounts': { body: SignUp; answer: Account }
  'POST /api/session': { body: SignIn; answer: Account }
  'DELETE /api/session': {}
  'POST /api/session/refresh': { answer: Account }
  'DELETE /api/sessions': {}
  'GET /api/sessions': { answer: SessionList }
  'DELETE /api/sessions/{id}': {}
  'POST /api/session/password': { body: GivePassword }
  'GET /api/account': { answer: Account }
  'PATCH /api/account': { body: ChangeAccount; answer: Account }
  'DELETE /api/account': { body: DeleteAccount }
  'PUT /api/account/password': { body: ChangePassword }
  'GET /api/account/export': { answer: Record<string, unknown> }
  'POST /api/account/totp': { answer: ProposedSecondFactor }
  'PUT /api/account/totp': { body: ConfirmSecondFactor; answer: RecoveryCodes }
  'DELETE /api/account/totp': { body: RemoveSecondFactor }
  'POST /api/account/confirmation': { body: ConfirmEmail }
  'POST /api/account/confirmation/again': { body: AskConfirmation }
  'POST /api/account/reset': { body: AskReset }
  'POST /api/account/reset/confirm': { body: ResetPassword }
  'GET /api/admin/accounts': {
    query: {
      q?: string
      role?: AccountRole
      locked?: boolean
      sort?: 'created' | 'name' | 'email' | 'role' | '-created' | '-name' | '-email' | '-role'
      cursor?: string
      limit?: number
      totals?: boolean
    }
    answer: AccountCountedPage
  }
  'POST /api/admin/accounts': { body: CreateAccount; answer: Account }
  'GET /api/admin/accounts.csv': {
    query: {
      q?: string
      role?: AccountRole
      locked?: boolean
      sort?: 'created' | 'name' | 'email' | 'role' | '-created' | '-name' | '-email' | '-role'
      cursor?: string
      limit?: number
      totals?: boolean
    }
  }
  'POST /api/admin/accounts/actions': { body: { action: AccountAction; ids: string[] }; answer: BulkOutcome }
  'GET /api/admin/accounts/{id}': { answer: Account }
  'PATCH /api/admin/accounts/{id}': { body: AdministerAccount; answer: Account }
  'DELETE /api/admin/accounts/{id}': {}
  'GET /api/admin/audit': {
    query: { cursor?: string; limit?: number; actor?: string; kind?: string; subject?: string; totals?: boolean }
    answer: AuditEntryCountedPage
  }
  'GET /api/admin/audit.csv': { query: { cursor?: string; limit?: number; actor?: string; kind?: string; subject?: string; totals?: boolean } }
  'GET /api/session/return': { query: { next?: string } }
  'GET /explorer/sign-in': { query: { next?: string } }
  'POST /explorer/sign-in': { body: Record<string, string> }
  'POST /explorer/sign-out': { body: Record<string, string> }
  'GET /api/vehicle-models': { query: { q?: string; limit?: number }; answer: VehicleModelList }
  'GET /api/vehicles': { answer: VehicleList }
  'POST /api/vehicles': { body: AddVehicle; answer: Vehicle }
  'GET /api/vehicles/{id}': { answer: Vehicle }
  'PATCH /api/vehicles/{id}': { body: ChangeVehicle; answer: Vehicle }
  'DELETE /api/vehicles/{id}': {}
  'GET /api/favourites': { query: { cursor?: string; limit?: number }; answer: FavouriteList }
  'GET /api/favourites/{stationId}': { answer: Favourite }
  'PUT /api/favourites/{stationId}': { answer: Favourite }
  'DELETE /api/favourites/{stationId}': {}
  'GET /api/stations': {
    query: {
      bbox?: string
      near?: string
      radius?: number
      q?: string
      commune?: string
      along?: string
      corridor?: number
      facets?: '1'
      cursor?: string
      limit?: number
      minPower?: number
      socket?: SocketName[]
      access?: 'open'
      free?: '1'
      card?: '1'
      pmr?: '1'
      twoWheels?: '1' | '0'
      open24h?: '1'
      brand?: string
      operator?: string
      maxHeight?: number
      available?: 'now'
      at?: string
    }
    answer: StationListDescription
  }
  'GET /api/stations/{id}': { answer: StationDescription }
  'PUT /api/points/{id}/service': { body: SwitchService; answer: ServiceState }
  'GET /api/admin/stations': {
    query: {
      q?: string
      source?: StationSource
      withdrawn?: boolean
      manual?: boolean
      sort?: 'created' | 'name' | 'city' | 'operator' | 'identifier' | '-created' | '-name' | '-city' | '-operator' | '-identifier'
      cursor?: string
      limit?: number
      totals?: boolean
    }
    answer: AdministeredStationCountedPage
  }
  'POST /api/admin/stations': { body: CreateStation; answer: AdministeredStation }
  'GET /api/admin/stations.csv': {
    query: {
      q?: string
      source?: StationSource
      withdrawn?: boolean
      manual?: boolean
      sort?: 'created' | 'name' | 'city' | 'operator' | 'identifier' | '-created' | '-name' | '-city' | '-operator' | '-identifier'
      cursor?: string
      limit?: number
      totals?: boolean
    }
  }
  'POST /api/admin/stations/actions': { body: { action: StationAction; ids: string[] }; answer: BulkOutcome }
  'GET /api/admin/stations/{id}': { answer: AdministeredStation }
  'PATCH /api/admin/stations/{id}': { body: ChangeStation; answer: AdministeredStation }
  'DELETE /api/admin/stations/{id}': {}
  'GET /api/admin/points': {
    query: {
      q?: string
      stationId?: string
      withdrawn?: boolean
      outOfService?: boolean
      sort?: 'created' | 'identifier' | 'power' | '-created' | '-identifier' | '-power'
      cursor?: string
      limit?: number
      totals?: boolean
    }
    answer: AdministeredPointCountedPage
  }
  'POST /api/admin/points': { body: CreatePoint; answer: AdministeredPoint }
  'GET /api/admin/points.csv': {
    query: {
      q?: string
      stationId?: string
      withdrawn?: boolean
      outOfService?: boolean
      sort?: 'created' | 'identifier' | 'power' | '-created' | '-identifier' | '-power'
      cursor?: string
      limit?: number
      totals?: boolean
    }
  }
  'POST /api/admin/points/actions': { body: { action: PointAction; ids: string[] }; answer: BulkOutcome }
  'GET /api/admin/points/{id}': { answer: AdministeredPoint }
  'PATCH /api/admin/points/{id}': { body: ChangePoint; answer: AdministeredPoint }
  'DELETE /api/admin/points/{id}': {}
  'GET /api/places': { query: { q: string; limit?: number; addresses?: FindPlacesAddresses; lat?: number; lon?: number }; answer: PlaceList }
  'GET /basemap/{z}/{x}/{y}.mvt': {}
  'GET /ground.json': { answer: GroundDescription }
  'GET /ground/{z}/{x}/{y}.mvt': {}
  'GET /tiles.json': {
    query: {
      minPower?: number
      socket?: SocketName[]
      access?: 'open'
      free?: '1'
      card?: '1'
      pmr?: '1'
      twoWheels?: '1' | '0'
      open24h?: '1'
      brand?: string
      operator?: string
      maxHeight?: number
      available?: 'now'
      at?: string
    }
    answer: TileJSON
  }
  'GET /tiles/{z}/{x}/{y}.mvt': {
    query: {
      minPower?: number
      socket?: SocketName[]
      access?: 'open'
      free?: '1'
      card?: '1'
      pmr?: '1'
      twoWheels?: '1' | '0'
      open24h?: '1'
      brand?: string
      operator?: string
      maxHeight?: number
      available?: 'now'
      at?: string
    }
  }
  'GET /tiles/{z}/{x}/{y}.geojson': {
    query: {
      minPower?: number
      socket?: SocketName[]
      access?: 'open'
      free?: '1'
      card?: '1'
      pmr?: '1'
      twoWheels?: '1' | '0'
      open24h?: '1'
      brand?: string
      operator?: string
      maxHeight?: number
      available?: 'now'
      at?: string
    }
    answer: unknown
  }
  'WS /api/live': { query: { bbox?: string; since?: number }; sends: PointsNews; hears: ViewNews }
  'GET /api/points/{id}/slots': { query: { from?: string; to?: string }; answer: SlotList }
  'POST /api/reservations': { body: Reserve; answer: Reservation; refusal: Problem & BookingRefusal }
  'GET /api/reservations': { query: { when?: ListReservationsWhen; cursor?: string; limit?: number }; answer: ReservationList }
  'GET /api/reservations/{id}': { answer: Reservation }
  'DELETE /api/reservations/{id}': {}
  'GET /api/notices': { query: { unread?: boolean; cursor?: string; limit?: number }; answer: NoticePage }
  'POST /api/notices/{id}/read': {}
  'GET /api/reservations/{id}/calendar.ics': {}
  'GET /api/account/calendar': { answer: CalendarAddress }
  'POST /api/account/calendar': { answer: CalendarAddress }
  'DELETE /api/account/calendar': {}
  'GET /calendar/{token}.ics': {}
  'POST /api/reservations/{id}/charge': { body: StartCharge; answer: Charge }
  'POST /api/reservations/{id}/extension': { answer: Reservation }
  'GET /api/charges/{id}': { answer: Charge }
  'POST /api/charges/{id}/stop': { answer: Charge }
  'WS /api/charges/{id}/live': { sends: ChargeNews }
  'GET /api/points/{id}/forecast': { query: { startsAt?: string; vehicleId?: string; soc?: number; targetSoc?: number; temperature?: number }; answer: Forecast }
  'GET /api/grid/consumption': { query: { from?: string; to?: string; step?: Resolution; perimeter?: Perimeter }; answer: ConsumptionItemSeriesShape }
  'GET /api/grid/consumption/average': { query: { from?: string; to?: string; perimeter?: Perimeter }; answer: ConsumptionAverage }
  'GET /api/grid/mix': { query: { from?: string; to?: string; step?: Resolution; perimeter?: Perimeter }; answer: MixItemSeriesShape }
  'GET /api/grid/now': { answer: GridNow }
  'GET /api/grid/tempo': { query: { from?: string; to?: string }; answer: TempoList }
  'GET /api/grid/outlook': { query: { from?: string; to?: string }; answer: Outlook }
  'GET /api/grid/forecasts': { query: { at: string }; answer: ForecastList }
  'GET /api/grid/forecasts/series': { query: { from?: string; to?: string }; answer: SaidItemSeriesShape }
  'GET /api/grid/forecasts/score': { query: { days?: number }; answer: ForecastScores }
  'GET /api/grid/consumption/chart.svg': {
    query: {
      from?: string
      to?: string
      step?: Resolution
      perimeter?: Perimeter
      kind?: ConsumptionChartKind
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/grid/consumption/chart.png': {
    query: {
      from?: string
      to?: string
      step?: Resolution
      perimeter?: Perimeter
      kind?: ConsumptionChartKind
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/grid/mix/chart.svg': {
    query: {
      from?: string
      to?: string
      step?: Resolution
      perimeter?: Perimeter
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/grid/mix/chart.png': {
    query: {
      from?: string
      to?: string
      step?: Resolution
      perimeter?: Perimeter
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/grid/outlook/chart.svg': { query: { from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/grid/outlook/chart.png': { query: { from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/homes': { query: { cursor?: string; limit?: number }; answer: HomePage }
  'POST /api/homes': { body: AddHome; answer: Home }
  'GET /api/homes/{id}': { answer: Home }
  'PATCH /api/homes/{id}': { body: ChangeHome; answer: Home }
  'DELETE /api/homes/{id}': {}
  'GET /api/admin/homes': { query: { cursor?: string; limit?: number }; answer: HomeStatusPage }
  'GET /api/homes/{id}/consents': { query: { cursor?: string; limit?: number }; answer: ConsentPage }
  'POST /api/homes/{id}/consents': { body: GiveConsent; answer: GivenConsent }
  'DELETE /api/homes/{id}/consents/{consentId}': {}
  'GET /enedis/callback': {
    query: {
      state?: string
      code?: string
      error?: string
      again?: string
      autorisation_id?: string
      usage_point_id?: string
      error_description?: string
    }
  }
  'GET /api/homes/{id}/readings': {
    query: { kind?: ReadingKind; direction?: Direction; from?: string; to?: string; resolution?: ReadingResolution; quality?: Quality }
    answer: CurveItemReadingSeries | DailyItemReadingSeries | MaxPowerItemReadingSeries
  }
  'POST /api/homes/{id}/readings/file': { query: { direction?: Direction }; body: unknown; answer: TakenFile }
  'GET /api/homes/{id}/gaps': { query: { kind?: ReadingKind; direction?: Direction; from?: string; to?: string; cursor?: string; limit?: number }; answer: GapList }
  'GET /api/homes/{id}/readings/chart.svg': {
    query: {
      kind?: ReadingKind
      direction?: Direction
      from?: string
      to?: string
      resolution?: ReadingResolution
      quality?: Quality
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/homes/{id}/readings/chart.png': {
    query: {
      kind?: ReadingKind
      direction?: Direction
      from?: string
      to?: string
      resolution?: ReadingResolution
      quality?: Quality
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/homes/{id}/boxes': { query: { cursor?: string; limit?: number }; answer: BoxPage }
  'POST /api/homes/{id}/boxes': { body: AddBox; answer: AddedBox }
  'GET /api/homes/{id}/boxes/{boxId}': { answer: Box }
  'PATCH /api/homes/{id}/boxes/{boxId}': { body: ChangeBox; answer: Box }
  'DELETE /api/homes/{id}/boxes/{boxId}': {}
  'GET /api/homes/{id}/boxes/{boxId}/orders': { query: { cursor?: string; limit?: number }; answer: ListedOrderPage }
  'POST /api/homes/{id}/boxes/{boxId}/orders': { body: GiveOrder; answer: Order }
  'POST /api/box/pair': { body: PairBox; answer: PairedBox }
  'POST /api/box/batches': { body: Batch; answer: TakenBatch }
  'GET /api/box/orders': { answer: FetchedOrders }
  'POST /api/box/orders/answers': { body: AnswerOrders }
  'GET /api/homes/{id}/agreement': { query: { from?: string; to?: string }; answer: Agreement }
  'GET /api/homes/{id}/agreement/chart.svg': { query: { from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/homes/{id}/agreement/chart.png': { query: { from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/homes/{id}/piggy-bank': { query: { period?: PiggyPeriod; from?: string; to?: string }; answer: PiggyBank }
  'GET /api/homes/{id}/piggy-bank/chart.svg': { query: { period?: PiggyPeriod; from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/homes/{id}/piggy-bank/chart.png': { query: { period?: PiggyPeriod; from?: string; to?: string; width?: number; height?: number; scale?: number; theme?: Theme } }
  'GET /api/community/ideas': { answer: IdeaList }
  'GET /api/community/catalogue': { answer: CatalogueList }
  'GET /api/community/seasons': { query: { cursor?: string; limit?: number }; answer: SeasonPage }
  'POST /api/community/rules/{rule}/preview': { body: Preview; answer: PreviewedPoints }
  'GET /api/community/podium': { answer: Podium }
  'GET /api/community/me': { answer: MyGame }
  'POST /api/community/players': { body: JoinGame; answer: Player }
  'GET /api/community/players/{id}': { answer: Player }
  'PATCH /api/community/players/{id}': { body: ChangePlayer; answer: Player }
  'DELETE /api/community/players/{id}': {}
  'GET /api/community/points': { query: { rule?: RuleName; all?: boolean; cursor?: string; limit?: number }; answer: PointRowPage }
  'GET /api/community/actions': { query: { cursor?: string; limit?: number }; answer: DeclaredActionPage }
  'POST /api/community/actions': { body: DeclareAction; answer: DeclaredAction }
  'GET /api/community/sheddings': { query: { cursor?: string; limit?: number }; answer: AnnouncedSheddingPage }
  'POST /api/community/sheddings': { body: AnnounceShedding; answer: AnnouncedShedding }
  'DELETE /api/community/sheddings/{id}': {}
  'GET /api/community/teams/{id}/actions': { query: { cursor?: string; limit?: number }; answer: TeamActionPage }
  'POST /api/community/actions/{id}/answers': { body: AnswerAction; answer: TeamAction }
  'DELETE /api/community/actions/{id}/answers/mine': {}
  'GET /api/community/actions/{id}/photo': {}
  'PUT /api/community/actions/{id}/photo': { body: unknown; answer: DeclaredAction }
  'DELETE /api/community/actions/{id}/photo': {}
  'POST /api/community/teams': { body: FoundTeam; answer: Team }
  'POST /api/community/teams/join': { body: JoinTeam; answer: Team }
  'GET /api/community/teams/{id}': { answer: Team }
  'DELETE /api/community/teams/{id}/members/me': {}
  'POST /api/admin/community/seasons': { body: OpenSeason; answer: Season }
  'GET /api/admin/community/seasons/{id}': { answer: Season }
  'PATCH /api/admin/community/seasons/{id}': { body: ChangeSeason; answer: Season }
  'GET /api/admin/community/overview': { answer: GameOverview }
  'GET /api/admin/community/players': { query: { q?: string; team?: string; cursor?: string; limit?: number; totals?: boolean }; answer: ListedPlayerCountedPage }
  'GET /api/admin/community/players.csv': { query: { q?: string; team?: string; cursor?: string; limit?: number; totals?: boolean } }
  'GET /api/admin/community/teams': { query: { q?: string; cursor?: string; limit?: number; totals?: boolean }; answer: ListedTeamCountedPage }
  'GET /api/admin/community/teams.csv': { query: { q?: string; cursor?: string; limit?: number; totals?: boolean } }
  'GET /api/admin/community/points': {
    query: { player?: string; rule?: RuleName; cursor?: string; limit?: number; totals?: boolean }
    answer: AdministeredPointsCountedPage
  }
  'GET /api/admin/community/points.csv': { query: { player?: string; rule?: RuleName; cursor?: string; limit?: number; totals?: boolean } }
  'GET /api/admin/community/actions': { query: { doubted?: boolean; cursor?: string; limit?: number }; answer: AdministeredActionPage }
  'GET /api/admin/community/actions/{id}/photo': {}
  'POST /api/admin/community/actions/{id}/decision': { body: DecideAction; answer: AdministeredAction }
  'POST /api/admin/community/points/{id}/revocation': { body: RevokePoints; answer: PointRow }
  'GET /api/admin/community/thresholds': { answer: ThresholdHistory }
  'PUT /api/admin/community/thresholds': { body: SetThresholds; answer: ThresholdHistory }
  'GET /api/admin/imports': {
    query: { q?: string; source?: ImportSource; state?: ImportState; cursor?: string; limit?: number; totals?: boolean }
    answer: ImportCountedPage
  }
  'POST /api/admin/imports': { body: CreateImport; answer: Import }
  'GET /api/admin/imports.csv': { query: { q?: string; source?: ImportSource; state?: ImportState; cursor?: string; limit?: number; totals?: boolean } }
  'GET /api/admin/imports/{id}': { answer: Import }
  'DELETE /api/admin/imports/{id}': {}
  'PUT /api/admin/imports/{id}/file': { body: unknown; answer: Import }
  'POST /api/admin/imports/{id}/apply': { body: ApplyImport; answer: Import; refusal: Problem & WithdrawalRefusal }
  'POST /api/admin/imports/{id}/undo': { answer: Import }
  'GET /api/admin/imports/{id}/rejects.csv': {}
  'GET /api/admin/imports/{id}/changes': { query: { kind: ImportChangeKind; cursor?: string; limit?: number }; answer: ListedChanges }
  'GET /api/admin/imports/{id}/corrections': { answer: CorrectionList }
  'WS /api/admin/imports/live': { sends: ImportNews }
  'WS /api/admin/imports/{id}/progress': { sends: ImportNews }
  'GET /api/sites': { query: { cursor?: string; limit?: number }; answer: EnergySitePage }
  'POST /api/sites': { body: CreateSite; answer: EnergySite }
  'GET /api/sites/{id}': { answer: EnergySite }
  'PATCH /api/sites/{id}': { body: ChangeSite; answer: EnergySite }
  'DELETE /api/sites/{id}': {}
  'GET /api/sites/{id}/people': { query: { cursor?: string; limit?: number }; answer: SitePersonPage }
  'GET /api/sites/{id}/people/{accountId}': { answer: SitePerson }
  'PATCH /api/sites/{id}/people/{accountId}': { body: ChangePerson; answer: SitePerson }
  'DELETE /api/sites/{id}/people/{accountId}': {}
  'GET /api/sites/{id}/invitations': { query: { cursor?: string; limit?: number }; answer: InvitationPage }
  'POST /api/sites/{id}/invitations': { body: Invite; answer: Invitation }
  'DELETE /api/sites/{id}/invitations/{invitationId}': {}
  'POST /api/invitations/{token}': { answer: EnergySite }
  'GET /api/metrics': { answer: MetricList }
  'GET /api/sites/{id}/devices': { query: { kind?: DeviceKind; stale?: boolean; cursor?: string; limit?: number }; answer: DevicePage }
  'POST /api/sites/{id}/devices': { body: AddDevice; answer: Device }
  'GET /api/devices/{id}': { answer: Device }
  'PATCH /api/devices/{id}': { body: ChangeDevice; answer: Device }
  'DELETE /api/devices/{id}': {}
  'GET /api/devices/{id}/keys': { query: { cursor?: string; limit?: number }; answer: DeviceKeyPage }
  'POST /api/devices/{id}/keys': { answer: NewDeviceKey }
  'DELETE /api/devices/{id}/keys/{keyId}': {}
  'GET /explorer': {}
  'GET /explorer/sites': { query: { after?: string } }
  'POST /explorer/sites': { body: Record<string, string> }
  'GET /explorer/sites/{id}': { query: { devices?: string; people?: string; stale?: boolean } }
  'POST /explorer/sites/{id}/change': { body: Record<string, string> }
  'POST /explorer/sites/{id}/delete': { body: Record<string, string> }
  'POST /explorer/sites/{id}/people/{accountId}/change': { body: Record<string, string> }
  'POST /explorer/sites/{id}/people/{accountId}/remove': { body: Record<string, string> }
  'POST /explorer/sites/{id}/invitations': { body: Record<string, string> }
  'POST /explorer/sites/{id}/invitations/{invitationId}/withdraw': { body: Record<string, string> }
  'GET /explorer/invitations/{token}': {}
  'POST /explorer/invitations/{token}': { body: Record<string, string> }
  'GET /explorer/sites/{id}/new': { query: { kind?: DeviceKind } }
  'POST /explorer/sites/{id}/devices': { body: Record<string, string> }
  'POST /explorer/devices/{id}/change': { body: Record<string, string> }
  'POST /explorer/devices/{id}/delete': { body: Record<string, string> }
  'POST /explorer/devices/{id}/keys': { body: Record<string, string> }
  'POST /explorer/devices/{id}/keys/{keyId}/revoke': { body: Record<string, string> }
  'GET /explorer/devices/{id}': { query: { days?: number } }
  'GET /api/plants': { query: { siteId?: string; cursor?: string; limit?: number }; answer: PlantPage }
  'POST /api/plants': { body: CreatePlant; answer: Plant }
  'GET /api/plants/{id}': { answer: Plant }
  'PATCH /api/plants/{id}': { body: ChangePlant; answer: Plant; refusal: Problem & ReserveRefusal }
  'DELETE /api/plants/{id}': {}
  'GET /api/plants/{id}/movements': { query: { cursor?: string; limit?: number }; answer: MovementPage }
  'POST /api/plants/{id}/movements': { body: DeclareMovement; answer: Movement; refusal: Problem & ReserveRefusal }
  'GET /api/plants/{id}/movements/{movementId}': { answer: Movement }
  'POST /api/plants/{id}/movements/{movementId}/reversal': { answer: Movement; refusal: Problem & ReserveRefusal }
  'POST /api/plants/{id}/counts': { body: CountLevel; answer: Movement; refusal: Problem & ReserveRefusal }
  'GET /api/plants/{id}/levels': { query: { from?: string; to?: string; resolution?: LevelsQueryResolution }; answer: LevelSeries }
  'GET /api/plants/{id}/production': { query: { from?: string; to?: string; cursor?: string; limit?: number }; answer: ProductionPage }
  'POST /api/plants/{id}/production': { body: DeclareProduction; answer: Production; refusal: Problem & ProductionRefusal }
  'GET /api/plants/{id}/production/{productionId}': { answer: Production }
  'DELETE /api/plants/{id}/production/{productionId}': {}
  'GET /api/plants/{id}/levels/chart.svg': {
    query: { from?: string; to?: string; resolution?: LevelsQueryResolution; width?: number; height?: number; scale?: number; theme?: Theme }
  }
  'GET /api/plants/{id}/levels/chart.png': {
    query: { from?: string; to?: string; resolution?: LevelsQueryResolution; width?: number; height?: number; scale?: number; theme?: Theme }
  }
  'GET /api/plants/{id}/production/chart.svg': {
    query: { from?: string; to?: string; resolution?: LevelsQueryResolution; width?: number; height?: number; scale?: number; theme?: Theme }
  }
  'GET /api/plants/{id}/production/chart.png': {
    query: { from?: string; to?: string; resolution?: LevelsQueryResolution; width?: number; height?: number; scale?: number; theme?: Theme }
  }
  'POST /api/telemetry': {
    query: { precision?: LinePrecision }
    body: TelemetryBody
    answer: { accepted: number; duplicates: number; late: number; refused: Refused[] }
  }
  'POST /api/v2/write': { query: { precision?: LinePrecision; org?: string; orgID?: string; bucket?: string }; body: unknown }
  'GET /api/devices/{id}/metrics/{key}': { answer: MetricLatest }
  'GET /api/devices/{id}/metrics/{key}/series': { query: { from?: string; to?: string; resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D' }; answer: SeriesShape }
  'GET /api/devices/{id}/metrics/{key}/series/chart.svg': {
    query: {
      from?: string
      to?: string
      resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D'
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/devices/{id}/metrics/{key}/series/chart.png': {
    query: {
      from?: string
      to?: string
      resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D'
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/subscriptions': { query: { cursor?: string; limit?: number }; answer: SubscriptionPage }
  'POST /api/subscriptions': { body: CreateSubscription; answer: Subscription }
  'GET /api/subscriptions/{id}': { answer: Subscription }
  'PATCH /api/subscriptions/{id}': { body: ChangeSubscription; answer: Subscription }
  'DELETE /api/subscriptions/{id}': {}
  'GET /api/subscriptions/{id}/latest': { query: { cursor?: string; limit?: number }; answer: LatestList }
  'GET /api/subscriptions/{id}/series': { query: { from?: string; to?: string; resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D' }; answer: SubscriptionSeriesShape }
  'GET /api/subscriptions/{id}/series/chart.svg': {
    query: {
      from?: string
      to?: string
      resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D'
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/subscriptions/{id}/series/chart.png': {
    query: {
      from?: string
      to?: string
      resolution?: 'auto' | 'raw' | 'PT5M' | 'PT1H' | 'P1D'
      width?: number
      height?: number
      scale?: number
      theme?: Theme
    }
  }
  'GET /api/subscriptions/{id}/alarms': { query: { cursor?: string; limit?: number }; answer: AlarmNoticePage }
  'WS /api/subscriptions/{id}/live': { sends: SampleNews }
  'GET /explorer/subscriptions': { query: { after?: string } }
  'POST /explorer/subscriptions': { body: Record<string, string> }
  'GET /explorer/subscriptions/{id}': { query: { days?: number } }
  'POST /explorer/subscriptions/{id}/change': { body: Record<string, string> }
  'POST /explorer/subscriptions/{id}/delete': { body: Record<string, string> }
}
