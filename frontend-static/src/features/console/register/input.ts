/** A record as the register form sends it; the names are those of the API. */
export interface ExpertInput {
  name: string
  formerNames: string[]
  latinName: string
  gender: string
  birth: string
  identityKind: string
  identity: string
  phone: string
  email: string
  employer: string
  employerCode: string
  department: string
  position: string
  city: string
  industries: string[]
  disciplines: string[]
  fields: string[]
  bio: string
  titles: TitleInput[]
  qualifications: QualificationInput[]
  programmes: { programme: string; year?: number }[]
  park: string
  availability: string[]
  willingRegions: string[]
  languages: string[]
  consents: ConsentInput[]
}

export interface TitleInput {
  series: string
  level: string
  name: string
  speciality: string
  obtainedBy: string
  obtainedOn: string
  issuer: string
  committee: string
}

export interface QualificationInput {
  type: string
  name: string
  level: string
  obtainedOn: string
  issuer: string
}

export interface ConsentInput {
  scope: string
  channel: string
  evidence: string
  givenOn: string
  until: string
}
