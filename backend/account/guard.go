package account

import (
	"time"

	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// How many wrong tries lock a user name, and for how long. Tries older than the lock's length are forgotten.
const (
	maxFailures = 5
	lockFor     = 15 * time.Minute
)

// LoginLocked is answered while a user name is locked, whether or not the account exists and the password would be right.
var LoginLocked = fault.New(fault.TooMany, "login_locked", "登录失败次数过多,账号已暂时锁定,请稍后再试。")

// Guard counts the tries on one user name, known or not: a lock on known names only would tell which names exist. Its id is the blind
// index of the name, because people type passwords into the wrong field.
type Guard struct {
	store.Meta
	Tries       int   `json:"tries"`
	LastAt      int64 `json:"lastAt"`               // ms
	LockedUntil int64 `json:"lockedUntil,omitzero"` // ms
}

// begin counts a try before it is checked, so that a hundred tries at the same moment are still only five. The fifth is checked and
// closes the door behind it.
func (g *Guard) begin(now time.Time) error {
	ms := store.Millis(now)
	if ms < g.LockedUntil {
		return LoginLocked.Retry(store.Time(g.LockedUntil).Sub(now))
	}
	if g.LockedUntil != 0 || ms-g.LastAt >= lockFor.Milliseconds() {
		g.clear()
	}
	g.Tries++
	g.LastAt = ms
	if g.Tries >= maxFailures {
		g.LockedUntil = store.Millis(now.Add(lockFor))
	}
	return nil
}

// clear forgets all tries: the right password and, where asked, the right code came.
func (g *Guard) clear() { g.Tries, g.LockedUntil = 0, 0 }

// forgive takes back one try that was no guess: the password was right and only the code is still to come.
func (g *Guard) forgive() { g.Tries, g.LockedUntil = max(g.Tries-1, 0), 0 }
