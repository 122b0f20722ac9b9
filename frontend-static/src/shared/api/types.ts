/** The shapes that several features share. Each feature's own stand in its api.ts. */

export type Region = 'BJ' | 'TJ' | 'HE'

export type Role =
  | 'talent'
  | 'employer'
  | 'clerk'
  | 'reviewer'
  | 'coordinator'
  | 'supervisor'
  | 'system'
  | 'security'
  | 'auditor'

/** One value of a code list. */
export interface Choice {
  value: string
  label: string
  parent?: string
  note?: string
}

export interface Catalogue {
  regions: Choice[]
  cities: Choice[]
  industries: Choice[]
  series: Choice[]
  levels: Choice[]
  parks: Choice[]
  programmes: Choice[]
  availability: Choice[]
  obtainedBy: Choice[]
  purposes: Choice[]
  disciplines: Choice[]
  consentScopes: Choice[]
}

/** A title series with its levels from the highest down. */
export interface TitleSeries {
  slug: string
  name: string
  levels: { level: string; titles: string[]; formerTitles: string[] }[]
  basisStatus: string
}

/** The signed-in person in short, as a login answers. */
export interface Caller {
  id: string
  name: string
  role: Role
  region?: Region
  agencyId?: string
}

/** One entry of the caller's menu; its words are `menu.<key>` in the texts. */
export interface MenuEntry {
  key: string
  path: string
}

/** The caller with what the role may do. */
export interface Me extends Caller {
  username: string
  agencyName?: string
  employerId?: string
  employerName?: string
  expertId?: string
  secondFactor: boolean
  permissions: string[]
  menu: MenuEntry[]
}

/** Reply of a login and of a refresh. */
export interface Grant {
  accessToken: string
  expiresAt: string
  user: Caller
}

export interface Page<T> {
  items: T[]
  total: number
  page: number
  pageSize: number
}
