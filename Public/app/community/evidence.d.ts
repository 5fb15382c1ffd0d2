// What the screens read of how a step was shown.

import type { DeclaredAction } from '../api/types'

export interface Shown {
  counted: 'declared' | 'photo' | 'metered' | 'confirmed'
  settled: boolean
  hasPhoto: boolean
  confirmations: number
  needed: number
  doubted: boolean
}

type Linked = Record<string, { href: string } | undefined>

export type MyAction = DeclaredAction & { shown?: Shown }

export interface TeamAction {
  id: string
  action: string
  label: string
  level: number
  pseudonym: string
  isMine: boolean
  declaredAt: string
  evidence: string
  shown: Shown
  answer: boolean | null
  mayConfirm: boolean
  whyNot: string | null
  _links: Linked
}

export interface DoubtedAction {
  id: string
  pseudonym: string
  label: string
  evidence: 'declared' | 'photo' | 'metered'
  declaredAt: string
  shown: Shown
  doubts: number
  stands: boolean | null
}
