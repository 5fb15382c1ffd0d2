// The names that the app has for the shapes of the API, which are the server's own: openapi.d.ts is made from its
// description.
import type * as api from './openapi'

export type ProblemDetails = Omit<api.Problem, 'requestId'> & Partial<api.BookingRefusal> & { requestId?: string }
export type Socket = api.SocketName
export type Status = api.PointStatus

/**
 * Facts in which the points of one station may differ. Where they do, the station has null for it and names it in
 * `varies`.
 */
export interface Told {
  access?: 'open' | 'restricted' | null
  hours?: api.StationDescriptionHours | null
  payment?: api.StationDescriptionPayment | null
  tariff?: string | null
  twoWheelersOnly?: boolean | null
}
export type Station = Omit<api.StationDescription, keyof Told | 'varies' | 'chargePoints'> &
  Told & { varies?: string[] | null; chargePoints: Point[] }
export type ListedStation = api.StationListItem
export type Favourite = api.Favourite
export type Point = Omit<api.StationDescriptionPoint, keyof Told | 'location'> &
  Told & { location?: api.StationDescriptionLocation | null }
export type Evidence = api.StationDescriptionPoint['evidence'][number]
export type Place = api.FoundPlace
export type GroundDescription = api.GroundDescription
export type Slot = api.Slot
export type SlotList = api.SlotList
export type GridNow = api.GridNow
export type GridOutlook = api.Outlook
export type GridConsumption = api.ConsumptionItemSeriesShape
export type GridForecastSeries = api.SaidItemSeriesShape
export type GridScores = api.ForecastScores
export type TempoDays = api.TempoList
/** Another point, or another half-hour here. */
export type Alternative = Partial<api.BookingRefusalPoint> & { pointId: string; startsAt: string; endsAt?: string }

export type Site = api.EnergySite
export type Device = api.Device
export type DeviceMetric = api.DeviceMetric
export type CatalogueMetric = api.MetricListItem
export type SitePerson = api.SitePerson
export type DeviceKey = api.DeviceKey
export type Latest = api.MetricLatest
export type DeviceSeries = Omit<api.SeriesShape, 'points'> & {
  points: (Partial<api.BucketPoint> & { at: string; value?: number })[]
}
export type Subscription = api.Subscription

export type Account = api.Account
export type Session = api.ListedSession
export type ProposedSecondFactor = api.ProposedSecondFactor
export type Vehicle = api.Vehicle
export type VehicleModel = api.VehicleModel
export type Reservation = api.Reservation
export type CalendarAddress = api.CalendarAddress
export type Forecast = api.Forecast
export type Charge = api.Charge
export type Sample = api.ChargeSample

export type Overview = api.Overview
export type AdministeredStation = api.AdministeredStation
export type AdministeredPoint = api.AdministeredPoint
export type AuditEntry = api.AuditEntry
export type Import = Omit<api.Import, 'rows'> & { rows: api.ImportRowCount & { older?: number | null } }
export type ImportNews = api.ImportNews
export type Change = api.ListedChangesItem
export type ChangeFacts = api.ListedChangesFacts
export type Corrections = api.CorrectionList

export type MyGame = api.MyGame
export type GameSeason = api.Season
export type PointRow = api.PointRow
export type CatalogueItem = api.CatalogueItem
export type DeclaredAction = api.DeclaredAction
export type TeamAction = api.TeamAction
export type DoubtedAction = api.AdministeredAction
export type Shown = api.Shown
export type AnnouncedShedding = api.AnnouncedShedding
export type Idea = api.Idea
export type Team = api.Team
export type Podium = api.Podium
export type GameOverview = api.GameOverview
export type ListedPlayer = api.ListedPlayer
export type ListedTeam = api.ListedTeam
export type AdministeredPoints = api.AdministeredPoints
export type ThresholdHistory = api.ThresholdHistory
