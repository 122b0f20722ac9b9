package account

import (
	"context"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
)

// The refusals of the second factor's own steps.
var (
	TOTPOn      = fault.New(fault.Conflict, "totp_on", "动态验证码已启用;如更换设备,请联系安全管理员重置。")
	TOTPMissing = fault.New(fault.Conflict, "totp_not_enrolled", "请先登记动态验证码,再行确认。")
)

// Enrolment is what an authenticator app needs; it is shown once.
type Enrolment struct {
	Secret string // base32
	URI    string // otpauth://totp/…
}

// EnrolTOTP gives the caller a new secret, which counts only after ConfirmTOTP. The password is asked for again, so that a screen left
// open is not enough. TOTPOn when a confirmed one is there.
func (s *Service) EnrolTOTP(ctx context.Context, who auth.Principal, password string) (*Enrolment, error) {
	u, err := s.proveSelf(ctx, who, password)
	if err != nil {
		return nil, err
	}
	key := newTOTP()
	sealed := s.secrets.Seal(totpKind, string(key), "…")
	u, err = s.users.Update(ctx, u.ID, func(u *User) error {
		if u.TOTPOn {
			return TOTPOn
		}
		u.TOTP, u.TOTPStep = sealed, 0
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &Enrolment{Secret: totpText(key), URI: totpURI(u.Username, key)}, nil
}

// ConfirmTOTP switches the second factor on with a first code. OTPInvalid, TOTPMissing, TOTPOn.
func (s *Service) ConfirmTOTP(ctx context.Context, who auth.Principal, code string) error {
	u, err := s.users.Get(ctx, who.UserID)
	if err != nil {
		return err
	}
	switch {
	case u.TOTPOn:
		return TOTPOn
	case u.TOTP.Empty():
		return TOTPMissing
	}
	try, err := s.attempt(ctx, s.guardID(u.Username))
	if err != nil {
		return err
	}
	if err := s.takeCode(ctx, u.ID, code); err != nil {
		return s.failed(ctx, try, u, err)
	}
	_, err = s.users.Update(ctx, u.ID, func(u *User) error {
		if u.TOTPOn {
			return TOTPOn
		}
		u.TOTPOn = true
		u.Emit(s.entry(who, "user.totp-on", u))
		return nil
	})
	if err != nil {
		return err
	}
	return s.settle(ctx, try, (*Guard).clear)
}

// takeCode accepts a code once.
func (s *Service) takeCode(ctx context.Context, userID, code string) error {
	now := s.now()
	_, err := s.users.Amend(ctx, userID, func(u *User) error {
		if u.TOTP.Empty() {
			return TOTPMissing
		}
		key, err := s.secrets.Open(totpKind, u.TOTP)
		if err != nil {
			return err
		}
		step := totpMatch([]byte(key), code, now, u.TOTPStep)
		if step == 0 {
			return OTPInvalid
		}
		u.TOTPStep = step
		return nil
	})
	return err
}

// ResetTOTP takes the second factor off an account whose owner lost the device, and ends its sessions. For the security administrator.
func (s *Service) ResetTOTP(ctx context.Context, who auth.Principal, userID string) (*User, error) {
	return s.change(ctx, who, userID, "user.totp-reset", func(u *User) error {
		u.resetTOTP()
		return nil
	})
}
