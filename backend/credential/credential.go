package credential

import "time"

// TypeCredential is the typ of a signed W3C Verifiable Credential 2.0 (VC-JOSE-COSE).
const TypeCredential = "vc+jwt"

// Credential is the envelope of a W3C Verifiable Credential 2.0 with subject S, together with the registered claims a plain JWT library
// checks. Times are RFC 3339 in the envelope and seconds in the claims, and always agree.
type Credential[S any] struct {
	Context   []string `json:"@context"`
	ID        string   `json:"id"`
	Type      []string `json:"type"`
	Issuer    Issuer   `json:"issuer"`
	ValidFrom string   `json:"validFrom"`
	ValidTo   string   `json:"validUntil"`
	Status    []Entry  `json:"credentialStatus,omitempty"`
	Subject   S        `json:"credentialSubject"`

	Iss string `json:"iss"`
	Jti string `json:"jti"`
	Iat int64  `json:"iat"`
	Nbf int64  `json:"nbf"`
	Exp int64  `json:"exp"`
}

// Issuer says who signs.
type Issuer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Entry points to a credential's bit in one status list.
type Entry struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Index   string `json:"statusListIndex"` // decimal; the standard wants a string
	List    string `json:"statusListCredential"`
}

// contexts names the vocabularies: the second lets verifiers expand terms of our own, which no published context defines.
func contexts() []string {
	return []string{"https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"}
}

// New fills an envelope of one type beside VerifiableCredential. Times are cut to whole seconds.
func New[S any](issuer, issuerName, id, kind string, from, to time.Time, subject S) Credential[S] {
	from, to = from.UTC().Truncate(time.Second), to.UTC().Truncate(time.Second)
	return Credential[S]{
		Context: contexts(), ID: id, Type: []string{"VerifiableCredential", kind},
		Issuer:    Issuer{ID: issuer, Name: issuerName},
		ValidFrom: from.Format(time.RFC3339), ValidTo: to.Format(time.RFC3339),
		Subject: subject,
		Iss:     issuer, Jti: id, Iat: from.Unix(), Nbf: from.Unix(), Exp: to.Unix(),
	}
}

// Consistent reports whether envelope and registered claims say the same, and the issuer is the key's.
func (c Credential[S]) Consistent(key Key) bool {
	return c.Iss == key.Issuer && c.Issuer.ID == c.Iss && c.Jti == c.ID && c.Nbf == c.Iat &&
		c.ValidFrom == time.Unix(c.Nbf, 0).UTC().Format(time.RFC3339) &&
		c.ValidTo == time.Unix(c.Exp, 0).UTC().Format(time.RFC3339)
}
